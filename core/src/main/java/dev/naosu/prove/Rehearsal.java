package dev.naosu.prove;

import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Runs the failing tests in a worker on the patient as it is: only tests that fail there too, each
/// time, can tell a repair from chance.
public final class Rehearsal {
  /// Enough that a test that passes half the time is found out in nine of ten cases.
  private static final int ROUNDS = 3;

  /// How often quick tests are run to warm a worker up.
  private static final int EXERCISES = 5;

  /// All failing tests together are quick when they took no longer.
  private static final Duration QUICK = Duration.ofMillis(500);

  private Rehearsal() {}

  /// Runs quick failing tests a few times, so that a worker is warm when candidates come; nothing
  /// is learnt from it.
  public static void exercise(
      List<TestRun> failing, Function<TestId, String> moduleOf, Search.Bench bench) {
    Limits limits = TestLimits.screening(failing, List.of());
    Limits all = new Limits(false, limits.perTest(), limits.steps());
    Duration took = failing.stream().map(TestRun::took).reduce(Duration.ZERO, Duration::plus);
    int rounds = took.compareTo(QUICK) <= 0 ? EXERCISES : 1;
    Map<String, List<TestId>> byModule = byModule(failing, moduleOf);
    for (int i = 0; i < rounds; i++) {
      byModule.forEach((module, tests) -> bench.worker(module).attempt(Map.of(), tests, all));
    }
  }

  private static Map<String, List<TestId>> byModule(
      List<TestRun> tests, Function<TestId, String> moduleOf) {
    Map<String, List<TestId>> byModule = new TreeMap<>();
    for (TestRun run : tests) {
      byModule.computeIfAbsent(moduleOf.apply(run.test()), _ -> new ArrayList<>()).add(run.test());
    }
    return byModule;
  }

  /// @return the failing tests that fail in the worker each time, in the order given
  public static List<TestRun> fit(
      List<TestRun> failing, Function<TestId, String> moduleOf, Search.Bench bench) {
    Map<String, List<TestId>> byModule = byModule(failing, moduleOf);
    Limits limits = TestLimits.forFailing(failing);
    Limits all = new Limits(false, limits.perTest(), limits.steps());
    Set<TestId> endless =
        failing.stream()
            .filter(run -> run.kind() == FailureKind.ENDLESS)
            .map(TestRun::test)
            .collect(Collectors.toSet());
    Set<TestId> fit = new LinkedHashSet<>();
    failing.forEach(run -> fit.add(run.test()));
    byModule.forEach(
        (module, tests) -> {
          List<TestId> ending = tests.stream().filter(test -> !endless.contains(test)).toList();
          for (int i = 0; i < ROUNDS; i++) {
            // to wait for an endless one again and again would cost more than it tells
            List<TestId> now = i == 0 ? tests : ending;
            switch (bench.worker(module).attempt(Map.of(), now, all)) {
              case Attempt.Ran(List<TestRun> runs) ->
                  runs.stream().filter(run -> !run.failed()).forEach(run -> fit.remove(run.test()));
              case Attempt.Lost lost -> {
                if (!lost.killer()) {
                  now.forEach(fit::remove);
                }
              }
            }
          }
        });
    return failing.stream().filter(run -> fit.contains(run.test())).toList();
  }
}
