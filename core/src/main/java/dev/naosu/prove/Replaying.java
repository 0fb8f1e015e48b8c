package dev.naosu.prove;

import dev.naosu.code.JavaSource;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Ranking.Alike;
import dev.naosu.prove.Replay.Answer;
import dev.naosu.prove.Replay.Method;
import dev.naosu.repair.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Has the best plausible candidates replayed, with calls recorded while the failing tests and some
/// of the passing tests run that reach the changed code.
public final class Replaying {
  /// Candidates replayed side by side.
  private static final int PANEL = 16;

  /// Methods whose calls are recorded.
  private static final int METHODS = 24;

  /// Classes of passing tests that are run for their calls, and how long they may have taken.
  private static final int PASSING_CLASSES = 12;

  private static final Duration PASSING_TIME = Duration.ofSeconds(2);

  private final Replay replay;
  private final Patient patient;
  private final Function<List<Candidate>, List<Compiled>> compiler;
  private final Function<String, JavaSource> sources;
  private final Function<TestId, String> moduleOf;

  /// @param compiler what comes of each candidate, in the same order
  /// @param moduleOf name of the module that runs a test; another name for what is no test
  public Replaying(
      Replay replay,
      Patient patient,
      Function<List<Candidate>, List<Compiled>> compiler,
      Function<String, JavaSource> sources,
      Function<TestId, String> moduleOf) {
    this.replay = replay;
    this.patient = patient;
    this.compiler = compiler;
    this.sources = sources;
    this.moduleOf = moduleOf;
  }

  Behaviours of(List<Alike> classes, Field field) throws InterruptedException {
    List<Plausible> wanted = Behaviours.panel(classes, PANEL);
    List<Compiled> compiled = compiler.apply(wanted.stream().map(Plausible::candidate).toList());
    List<Plausible> panel = new ArrayList<>();
    List<Map<String, byte[]>> versions = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (compiled.get(i) instanceof Compiled.Accepted accepted) {
        panel.add(wanted.get(i));
        versions.add(accepted.classes());
      }
    }
    Set<Method> methods = new LinkedHashSet<>();
    panel.forEach(each -> methods.addAll(ChangedMethods.of(each.candidate().patch(), sources)));
    Map<String, List<String>> tests = testClasses(panel, field);
    if (methods.isEmpty() || tests.isEmpty()) {
      return new Behaviours(
          panel,
          new Answer.Unavailable(
              methods.isEmpty() ? "no method is changed" : "no test reaches the changed code"));
    }
    return new Behaviours(
        panel,
        replay.replay(
            new Replay.Question(
                patient,
                methods.stream().limit(METHODS).toList(),
                versions,
                tests,
                field.failing().stream().map(TestRun::test).collect(Collectors.toSet()))));
  }

  /// The classes of the failing tests, then quick ones that reach the changed code, by module.
  private Map<String, List<String>> testClasses(List<Plausible> panel, Field field) {
    Set<String> known = patient.modules().stream().map(Module::name).collect(Collectors.toSet());
    Set<TestId> chosen = new LinkedHashSet<>();
    field.failing().forEach(run -> chosen.add(run.test()));
    Set<TestRun> covering = new LinkedHashSet<>();
    panel.forEach(each -> covering.addAll(field.covering().apply(each.candidate())));
    Map<String, Duration> times = new HashMap<>();
    Map<String, TestId> any = new LinkedHashMap<>();
    for (TestRun run : covering) {
      times.merge(run.test().className(), run.took(), Duration::plus);
      any.putIfAbsent(run.test().className(), run.test());
    }
    Duration spent = Duration.ZERO;
    for (TestId test :
        any.values().stream()
            .sorted(Comparator.comparing(test -> times.get(test.className())))
            .limit(PASSING_CLASSES)
            .toList()) {
      spent = spent.plus(times.getOrDefault(test.className(), Duration.ZERO));
      if (spent.compareTo(PASSING_TIME) > 0) {
        break;
      }
      chosen.add(test);
    }
    Map<String, List<String>> byModule = new LinkedHashMap<>();
    for (TestId test : chosen) {
      String module = moduleOf.apply(test);
      List<String> names = byModule.computeIfAbsent(module, _ -> new ArrayList<>());
      if (!names.contains(outermost(test.className()))) {
        names.add(outermost(test.className()));
      }
    }
    byModule.keySet().retainAll(known);
    return byModule;
  }

  /// A nested class is run with the class around it.
  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested <= 0 ? className : className.substring(0, nested);
  }
}
