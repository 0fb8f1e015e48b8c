package dev.naosu.cycle;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.Limits;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.RequestReplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Runs the patient's tests and tells stable failures from flaky ones.
final class Symptoms {
  /// How far a test may go when it is first observed. A test stopped by its steps is run once more
  /// with twenty times as many, so that hardly anything is taken for endless that only works hard.
  private static final Limits FIRST_LOOK = new Limits(Duration.ofSeconds(20), 5_000_000);

  private static final Limits SECOND_LOOK = new Limits(Duration.ofSeconds(20), 100_000_000);

  private final Patient patient;
  private final TestObserver observer;
  private final Map<String, String> moduleByTestClass = new HashMap<>();

  Symptoms(Patient patient, TestObserver observer) {
    this.patient = patient;
    this.observer = observer;
  }

  /// The whole suite, observed once.
  SuiteRun observe(Consumer<HealEvent> watcher) throws ObservationFailed, InterruptedException {
    List<SuiteRun> suites = new ArrayList<>();
    int[] counts = {0, 0};
    for (Module module : patient.modules()) {
      stopIfInterrupted();
      if (module.testOutputs().isEmpty()) {
        continue;
      }
      SuiteRun run =
          observer.observe(
              patient,
              module,
              List.of(),
              FIRST_LOOK,
              test -> {
                counts[0]++;
                counts[1] += test.failed() ? 1 : 0;
                watcher.accept(new HealEvent.Observing(counts[0], counts[1]));
              });
      run.runs().forEach(each -> moduleByTestClass.put(each.test().className(), module.name()));
      suites.add(secondLook(module, run));
    }
    return SuiteRun.join(suites);
  }

  /// The module that runs a test; the empty string when the test is not of this suite.
  String moduleOf(TestId test) {
    String className = test.className();
    return className.equals(Reproduction.MODULE) || className.equals(RequestReplay.MODULE)
        ? className
        : moduleByTestClass.getOrDefault(className, "");
  }

  /// The failing tests that pass when run again, each time in a fresh JVM.
  Set<TestId> flaky(List<TestRun> failing, int times)
      throws ObservationFailed, InterruptedException {
    Set<TestId> flaky = new LinkedHashSet<>();
    Set<TestId> wanted = failing.stream().map(TestRun::test).collect(Collectors.toSet());
    for (Module module : patient.modules()) {
      List<String> classes =
          wanted.stream()
              .filter(test -> moduleOf(test).equals(module.name()))
              .map(TestId::className)
              .distinct()
              .sorted()
              .toList();
      for (int i = 0; i < times && !classes.isEmpty(); i++) {
        stopIfInterrupted();
        observer.observe(patient, module, classes, FIRST_LOOK, _ -> {}).passing().stream()
            .map(TestRun::test)
            .filter(wanted::contains)
            .forEach(flaky::add);
      }
    }
    return flaky;
  }

  /// Runs tests that were stopped by their steps again, with more of them.
  private SuiteRun secondLook(Module module, SuiteRun first) throws ObservationFailed {
    List<String> stopped =
        first.runs().stream()
            .filter(run -> run.status() == TestRun.Status.OUT_OF_STEPS)
            .map(run -> run.test().className())
            .distinct()
            .toList();
    return stopped.isEmpty()
        ? first
        : first.replacing(observer.observe(patient, module, stopped, SECOND_LOOK, _ -> {}));
  }

  private static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
