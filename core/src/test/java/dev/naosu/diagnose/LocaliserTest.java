package dev.naosu.diagnose;

import static dev.naosu.detect.Runs.branch;
import static dev.naosu.detect.Runs.failed;
import static dev.naosu.detect.Runs.failure;
import static dev.naosu.detect.Runs.line;
import static dev.naosu.detect.Runs.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Frame;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LocaliserTest {
  /// Everything but tests has a source.
  private static final SourceIndex SOURCES =
      name ->
          name.endsWith("Test") || name.startsWith("java.")
              ? Optional.empty()
              : Optional.of("src/" + name.split("\\$", -1)[0].replace('.', '/') + ".java");

  private static List<Suspect> suspects(SuiteRun suite, List<TestRun> failing, Frame... extra) {
    return new Localiser(SOURCES, Localiser.Weights.TESTS)
        .diagnose(suite, failing, List.of(extra))
        .suspects();
  }

  private static List<Integer> lines(List<ProbePoint> points, TestRun... runs) {
    SuiteRun suite = new SuiteRun(List.of(runs), points);
    return suspects(suite, suite.failing()).stream().map(Suspect::line).toList();
  }

  @Test
  void a_line_that_only_failing_tests_run_comes_before_one_that_all_run() {
    assertThat(
            lines(
                List.of(line("A", 1), line("A", 2)),
                failed("XTest#a", 0, 1),
                passed("XTest#b", 0),
                passed("XTest#c", 0)))
        .containsExactly(2, 1);
  }

  @Test
  void a_line_that_no_failing_test_runs_is_no_suspect() {
    assertThat(
            lines(List.of(line("A", 1), line("A", 2)), failed("XTest#a", 0), passed("XTest#b", 1)))
        .containsExactly(1);
  }

  @Test
  void ochiai_is_what_it_is_by_hand() {
    List<TestRun> runs =
        List.of(
            failed("XTest#a", 0, 1, 2),
            failed("XTest#b", 0, 1),
            passed("XTest#c", 0, 2),
            passed("XTest#d", 0),
            passed("XTest#e", 0));
    SuiteRun suite =
        new SuiteRun(runs, List.of(line("A", 1), line("A", 2), line("A", 3), line("A", 4)));
    Spectrum spectrum = new Spectrum(suite, suite.failing());
    // failing through / sqrt(failing × (failing through + passing through))
    assertThat(spectrum.ochiai(0)).isCloseTo(2 / Math.sqrt(2.0 * 5), Offset.offset(1e-12));
    assertThat(spectrum.ochiai(1)).isEqualTo(1);
    assertThat(spectrum.ochiai(2)).isCloseTo(0.5, Offset.offset(1e-12));
    assertThat(spectrum.ochiai(3)).isZero();
  }

  @Test
  void failing_tests_with_another_cause_count_for_neither_side() {
    List<ProbePoint> points = List.of(line("A", 1), line("A", 2));
    TestRun wanted = failed("XTest#a", 0, 1);
    SuiteRun alone = new SuiteRun(List.of(wanted), points);
    SuiteRun withOther = new SuiteRun(List.of(wanted, failed("XTest#other", 1)), points);
    assertThat(suspects(withOther, List.of(wanted))).isEqualTo(suspects(alone, List.of(wanted)));
  }

  @Test
  void a_stack_trace_lifts_its_lines_the_innermost_most() {
    TestRun thrown =
        failed(
            "XTest#a",
            failure(
                "java.lang.NullPointerException",
                "",
                new Frame("java.util.Objects", "requireNonNull", "Objects.java", 1),
                new Frame("A", "m", "A.java", 3),
                new Frame("A", "m", "A.java", 2),
                new Frame("XTest", "a", "XTest.java", 9)),
            0,
            1,
            2);
    List<Suspect> suspects =
        suspects(
            new SuiteRun(List.of(thrown), List.of(line("A", 1), line("A", 2), line("A", 3))),
            List.of(thrown));
    assertThat(suspects).extracting(Suspect::line).containsExactly(3, 2, 1);
    assertThat(suspects.getFirst().reasons()).contains("stack trace");
    assertThat(suspects.getLast().reasons()).doesNotContain("stack trace");
  }

  @Test
  void of_requests_the_place_that_threw_comes_before_what_handles_errors() {
    // 0 handles errors, 1 calls the place that threw, 2 is that place, which all requests run
    TestRun thrown =
        failed(
            "<requests>#GET /price",
            failure(
                "java.lang.NullPointerException",
                "",
                new Frame("A", "m", "A.java", 3),
                new Frame("A", "m", "A.java", 2)),
            0,
            1,
            2);
    List<ProbePoint> points = List.of(line("A", 1), line("A", 2), line("A", 3));
    List<TestRun> runs = new ArrayList<>(List.of(thrown));
    for (int i = 0; i < 12; i++) {
      runs.add(i < 3 ? passed("<requests>#good" + i, 1, 2) : passed("<requests>#good" + i, 2));
    }
    SuiteRun suite = new SuiteRun(runs, points);
    assertThat(suspects(suite, List.of(thrown))).extracting(Suspect::line).startsWith(1);
    assertThat(
            new Localiser(SOURCES, Localiser.Weights.REQUESTS)
                .diagnose(suite, List.of(thrown), List.of())
                .suspects())
        .extracting(Suspect::line)
        .startsWith(3);
  }

  @Test
  void frames_the_user_gave_lift_too() {
    TestRun run = failed("XTest#a", 0, 1);
    SuiteRun suite = new SuiteRun(List.of(run), List.of(line("A", 1), line("B", 2)));
    assertThat(suspects(suite, List.of(run))).extracting(Suspect::line).containsExactly(1, 2);
    assertThat(suspects(suite, List.of(run), new Frame("B", "m", "B.java", 2)))
        .extracting(Suspect::line)
        .containsExactly(2, 1);
  }

  @Test
  void a_branch_outcome_that_only_failing_tests_take_lifts_its_condition() {
    List<ProbePoint> points =
        List.of(line("A", 1), line("A", 2), branch("A", 2, 0), branch("A", 2, 1));
    TestRun run = failed("XTest#a", 0, 1, 2);
    SuiteRun suite = new SuiteRun(List.of(run, passed("XTest#b", 0, 1, 3)), points);
    List<Suspect> suspects = suspects(suite, List.of(run));
    assertThat(suspects).extracting(Suspect::line).containsExactly(2, 1);
    assertThat(suspects.getFirst().reasons()).contains("a branch only failing tests take");
  }

  @Test
  void a_method_named_like_the_failing_test_is_lifted() {
    TestRun run = failed("shop.CartTest#testTotalPrice", 0, 1);
    SuiteRun suite =
        new SuiteRun(
            List.of(run), List.of(line("Cart", "clear()V", 1), line("Cart", "totalPrice()I", 2)));
    assertThat(suspects(suite, List.of(run))).extracting(Suspect::line).containsExactly(2, 1);
  }

  @Test
  void test_code_and_libraries_are_never_suspected() {
    assertThat(
            lines(
                List.of(line("XTest", 1), line("java.util.List", 2), line("A$1", 3)),
                failed("XTest#a", 0, 1, 2)))
        .containsExactly(3);
  }

  @Test
  void a_line_is_one_suspect_however_many_methods_have_code_on_it() {
    assertThat(
            lines(
                List.of(line("A", "m()V", 1), line("A", "lambda$m$0()V", 1)),
                failed("XTest#a", 0, 1)))
        .containsExactly(1);
  }

  @Test
  void scores_lie_between_nought_and_one() {
    TestRun run =
        failed(
            "ATest#m",
            failure("java.lang.NullPointerException", "", new Frame("A", "m", "A.java", 1)),
            0,
            1);
    SuiteRun suite = new SuiteRun(List.of(run), List.of(line("A", 1), branch("A", 1, 0)));
    assertThat(suspects(suite, List.of(run)))
        .singleElement()
        .satisfies(
            suspect -> assertThat(suspect.score()).isGreaterThan(0.7).isLessThanOrEqualTo(1));
  }

  @Test
  void without_coverage_nothing_is_suspected() {
    TestRun run = failed("XTest#a");
    assertThat(suspects(new SuiteRun(List.of(run), List.of()), List.of(run))).isEmpty();
  }
}
