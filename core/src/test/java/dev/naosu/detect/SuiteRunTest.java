package dev.naosu.detect;

import static dev.naosu.detect.Runs.failed;
import static dev.naosu.detect.Runs.line;
import static dev.naosu.detect.Runs.passed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteRunTest {
  private static final SuiteRun FIRST =
      new SuiteRun(
          List.of(passed("ATest#a", 0, 1), failed("ATest#b", 1)),
          List.of(line("A", 1), line("A", 2)));

  /// The same class in another JVM, whose points came in another order.
  private static final SuiteRun SECOND =
      new SuiteRun(
          List.of(passed("BTest#c", 0, 2)), List.of(line("A", 2), line("A", 9), line("A", 1)));

  private static List<ProbePoint> pointsOf(SuiteRun suite, int run) {
    return suite.runs().get(run).covered().stream().mapToObj(suite.points()::get).toList();
  }

  @Test
  void joined_runs_cover_the_lines_they_covered_alone() {
    SuiteRun both = SuiteRun.join(List.of(FIRST, SECOND));
    assertThat(both.points()).containsExactly(line("A", 1), line("A", 2), line("A", 9));
    assertThat(pointsOf(both, 0)).containsExactly(line("A", 1), line("A", 2));
    assertThat(pointsOf(both, 1)).containsExactly(line("A", 2));
    assertThat(pointsOf(both, 2)).containsExactly(line("A", 1), line("A", 2));
  }

  @Test
  void coverage_of_a_jvm_that_died_before_it_named_its_points_is_left_out() {
    SuiteRun died = new SuiteRun(List.of(passed("CTest#d", 5)), List.of());
    assertThat(SuiteRun.join(List.of(FIRST, died)).runs().getLast().covered().isEmpty()).isTrue();
  }

  @Test
  void nothing_joined_is_an_empty_suite() {
    assertThat(SuiteRun.join(List.of())).isEqualTo(new SuiteRun(List.of(), List.of()));
  }

  @Test
  void a_later_look_takes_the_place_of_the_same_tests_and_leaves_the_others() {
    SuiteRun later = new SuiteRun(List.of(passed("ATest#b", 0)), List.of(line("A", 9)));
    SuiteRun now = FIRST.replacing(later);
    assertThat(now.runs())
        .extracting(run -> run.test().name())
        .containsExactly("ATest#a", "ATest#b");
    assertThat(now.failing()).isEmpty();
    assertThat(pointsOf(now, 0)).containsExactly(line("A", 1), line("A", 2));
    assertThat(pointsOf(now, 1)).containsExactly(line("A", 9));
  }

  @Test
  void a_skipped_test_neither_passes_nor_fails() {
    TestRun ran = passed("ATest#a");
    TestRun skipped =
        new TestRun(
            ran.test(), TestRun.Status.SKIPPED, ran.took(), 0, ran.failure(), ran.covered());
    SuiteRun suite = new SuiteRun(List.of(skipped), List.of());
    assertThat(suite.failing()).isEmpty();
    assertThat(suite.passing()).isEmpty();
  }
}
