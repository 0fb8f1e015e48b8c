package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.Frame;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ForkedObserverIT {
  private static final String MATHS =
      """
      public class Maths {
        static int max(int a, int b) {
          if (a > b) {
            return a;
          }
          return b;
        }
        static void forever() {
          while (true) { max(1, 2); }
        }
      }
      """;

  /// Ends the JVM behind the back of the probe.
  private static final String HALT =
      "Runtime.class.getMethod(\"halt\", int.class).invoke(Runtime.getRuntime(), 3);";

  @TempDir private Path directory;

  private SmallPatient patient() {
    return new SmallPatient(directory).main("Maths", MATHS);
  }

  private static Map<String, Status> statuses(SuiteRun suite) {
    Map<String, Status> statuses = new TreeMap<>();
    for (TestRun run : suite.runs()) {
      assertThat(statuses.put(run.test().name(), run.status())).as(run.test().name()).isNull();
    }
    return statuses;
  }

  @Test
  void tests_are_found_by_the_patterns_and_each_tells_how_it_ended() throws Exception {
    SuiteRun suite =
        patient()
            .test(
                "ATest",
                """
                @Test public void passes() { assertEquals(2, Maths.max(1, 2)); }
                @Test public void fails() { assertEquals("more", "m\\"x", "" + Maths.max(2, 1)); }
                @Test public void errs() { throw new IllegalStateException("x", new RuntimeException("y")); }
                @Test @Ignore public void skipped() {}
                @Test public void exits() { System.exit(1); }
                @Test public void forever() { Maths.forever(); }
                """)
            .test("Helper", "@Test public void notATest() { fail(); }")
            .observed();
    assertThat(statuses(suite))
        .isEqualTo(
            Map.of(
                "ATest#passes", Status.PASSED,
                "ATest#fails", Status.FAILED,
                "ATest#errs", Status.ERROR,
                "ATest#skipped", Status.SKIPPED,
                "ATest#exits", Status.EXITED,
                "ATest#forever", Status.OUT_OF_STEPS));
    TestRun failed = run(suite, "fails");
    assertThat(failed.failure().orElseThrow().expected()).contains("m\"x");
    assertThat(failed.failure().orElseThrow().actual()).contains("2");
    assertThat(run(suite, "errs").failure().orElseThrow().frames())
        .extracting(Frame::className)
        .contains("ATest");
    assertThat(run(suite, "forever").steps()).isPositive();
  }

  @Test
  void lines_and_branch_outcomes_arrive_and_test_code_has_none() throws Exception {
    SuiteRun suite =
        patient()
            .test(
                "ATest",
                "@Test public void first() { Maths.max(2, 1); } @Test public void second() { Maths.max(1, 2); }")
            .observed();
    assertThat(lines(suite, "first")).containsExactly(3, 4);
    assertThat(lines(suite, "second")).containsExactly(3, 6);
    assertThat(outcomes(suite, "first"))
        .hasSize(1)
        .doesNotContainAnyElementsOf(outcomes(suite, "second"));
    assertThat(suite.points()).extracting(ProbePoint::className).containsOnly("Maths");
  }

  @Test
  void a_class_whose_initialiser_exits_does_not_stop_the_others() throws Exception {
    SuiteRun suite =
        patient()
            .test("ATest", "@Test public void a() {}")
            .test("BTest", "static { System.exit(1); } @Test public void b() {}")
            .test("CTest", "static { Runtime.getRuntime().halt(1); } @Test public void c() {}")
            .test("DTest", "@Test public void d() {}")
            .observed();
    assertThat(statuses(suite))
        .containsEntry("ATest#a", Status.PASSED)
        .containsEntry("DTest#d", Status.PASSED);
    assertThat(suite.failing())
        .extracting(run -> run.test().className())
        .containsExactlyInAnyOrder("BTest", "CTest");
  }

  @Test
  void a_test_that_kills_its_jvm_does_not_stop_the_other_classes() throws Exception {
    SuiteRun suite =
        patient()
            .test("ATest", "@Test public void a() {}")
            .test(
                "BTest",
                "@Test public void b() {} @Test public void kills() throws Exception { "
                    + HALT
                    + " }")
            .test("CTest", "@Test public void c() { Maths.max(1, 2); }")
            .observed();
    assertThat(statuses(suite))
        .containsEntry("ATest#a", Status.PASSED)
        .containsEntry("CTest#c", Status.PASSED);
    assertThat(suite.failing())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.test().className()).isEqualTo("BTest");
              assertThat(run.failure().orElseThrow().message()).contains("BTest");
            });
    assertThat(lines(suite, "c")).contains(3);
  }

  @Test
  void a_class_that_kills_its_jvm_before_its_first_test_is_named() throws Exception {
    SuiteRun suite =
        patient()
            .test(
                "ATest",
                "@BeforeClass public static void up() throws Exception { "
                    + HALT
                    + " } @Test public void a() {}")
            .test("BTest", "@Test public void b() {}")
            .test(
                "CTest",
                "@BeforeClass public static void up() throws Exception { "
                    + HALT
                    + " } @Test public void c() {}")
            .observed();
    assertThat(suite.passing()).extracting(run -> run.test().className()).containsExactly("BTest");
    assertThat(suite.failing())
        .extracting(run -> run.test().className())
        .containsExactly("ATest", "CTest");
  }

  @Test
  void only_the_named_classes_are_run() throws Exception {
    SuiteRun suite =
        patient()
            .test("ATest", "@Test public void a() {}")
            .test("BTest", "@Test public void b() {}")
            .observed("BTest");
    assertThat(statuses(suite)).containsOnlyKeys("BTest#b");
  }

  @Test
  void a_jvm_that_always_ends_is_told_as_such() {
    SmallPatient patient =
        patient()
            .test(
                "ATest",
                "@BeforeClass public static void up() throws Exception { "
                    + HALT
                    + " } @Test public void a() {}");
    assertThatThrownBy(patient::observed)
        .isInstanceOf(ObservationFailed.class)
        .hasMessageContaining("ended early");
  }

  @Test
  void a_jvm_that_does_not_start_is_told_as_such() {
    SmallPatient patient = patient().test("ATest", "@Test public void a() {}");
    var module = patient.module();
    var wrong =
        new dev.naosu.project.Module(
            "small",
            directory,
            List.of(),
            List.of(),
            module.outputs(),
            module.testOutputs(),
            module.libraries(),
            17,
            List.of("-XX:NoSuchFlag=1"),
            Map.of(),
            module.testPatterns());
    assertThatThrownBy(
            () ->
                new ForkedObserver(patient.launcher())
                    .observe(
                        patient.patient(),
                        wrong,
                        List.of(),
                        new dev.naosu.detect.TestObserver.Limits(
                            java.time.Duration.ofSeconds(5), 0),
                        _ -> {}))
        .isInstanceOf(ObservationFailed.class)
        .hasMessageContaining("small");
  }

  private static TestRun run(SuiteRun suite, String method) {
    return suite.runs().stream()
        .filter(run -> run.test().methodName().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> lines(SuiteRun suite, String method) {
    return points(suite, method).stream()
        .filter(ProbePoint::isLine)
        .map(ProbePoint::line)
        .sorted()
        .toList();
  }

  private static List<Integer> outcomes(SuiteRun suite, String method) {
    return points(suite, method).stream()
        .filter(point -> !point.isLine())
        .map(ProbePoint::outcome)
        .toList();
  }

  private static List<ProbePoint> points(SuiteRun suite, String method) {
    return run(suite, method).covered().stream().mapToObj(suite.points()::get).toList();
  }
}
