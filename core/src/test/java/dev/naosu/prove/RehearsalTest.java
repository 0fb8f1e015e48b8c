package dev.naosu.prove;

import static dev.naosu.detect.Runs.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.repair.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final TestRun ONE = failed("ATest#one");
  private static final TestRun TWO = failed("BTest#two");

  /// A bench whose tests end as a function of test and round says.
  private static Search.Bench bench(
      BiFunction<TestId, Integer, Status> ends, List<String> modules) {
    return answering(
        (round, tests) ->
            new Attempt.Ran(
                tests.stream().map(test -> Given.as(test, ends.apply(test, round))).toList()),
        modules);
  }

  private static Search.Bench answering(
      BiFunction<Integer, List<TestId>, Attempt> answers, List<String> modules) {
    int[] rounds = {0};
    return new Search.Bench() {
      @Override
      public List<Compiled> compile(List<Candidate> candidates) {
        throw new AssertionError("nothing is compiled in a rehearsal");
      }

      @Override
      public Worker worker(String module) {
        modules.add(module);
        return (Given.Trying)
            (classes, tests, limits) -> {
              assertThat(classes).isEmpty();
              assertThat(limits.stopAtFirstFailure()).isFalse();
              return answers.apply(rounds[0]++, tests);
            };
      }
    };
  }

  private static List<TestRun> fit(Search.Bench bench) {
    return Rehearsal.fit(List.of(ONE, TWO), _ -> "module", bench);
  }

  @Test
  void a_test_that_fails_each_time_is_fit() {
    assertThat(fit(bench((_, _) -> Status.FAILED, new ArrayList<>()))).containsExactly(ONE, TWO);
  }

  @Test
  void a_test_that_passes_once_is_not() {
    assertThat(
            fit(
                bench(
                    (test, round) ->
                        round == 2 && test.equals(ONE.test()) ? Status.PASSED : Status.FAILED,
                    new ArrayList<>())))
        .containsExactly(TWO);
  }

  @Test
  void a_skipped_test_is_not_fit() {
    assertThat(fit(bench((_, _) -> Status.SKIPPED, new ArrayList<>()))).isEmpty();
  }

  @Test
  void tests_that_bring_the_jvm_down_are_fit_and_those_lost_by_chance_are_not() {
    assertThat(fit(answering((_, _) -> new Attempt.Lost("memory", true), new ArrayList<>())))
        .containsExactly(ONE, TWO);
    assertThat(fit(answering((_, _) -> new Attempt.Lost("killed", false), new ArrayList<>())))
        .isEmpty();
  }

  @Test
  void each_test_is_run_by_the_worker_of_its_module() {
    List<String> modules = new ArrayList<>();
    Search.Bench bench = bench((_, _) -> Status.FAILED, modules);
    List<TestRun> fit = Rehearsal.fit(List.of(TWO, ONE), TestId::className, bench);
    assertThat(fit).containsExactly(TWO, ONE);
    assertThat(modules).contains("ATest", "BTest");
  }
}
