package dev.naosu.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestRun;
import dev.naosu.jvm.ForkedObserver;
import dev.naosu.jvm.SmallPatient;
import dev.naosu.prove.Replay;
import dev.naosu.prove.Replay.Answer;
import dev.naosu.prove.Replay.Call;
import dev.naosu.prove.Replay.Kind;
import dev.naosu.prove.Replay.Method;
import dev.naosu.prove.Replay.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small projects with real tests, recorded and replayed in real JVMs.
class ReplayInTwinsIT {
  private static final String SUM =
      """
      public class Sum {
        public static int of(int[] a) {
          int s = 0;
          for (int i = 1; i < a.length; i++) s += a[i];
          return s;
        }
      }
      """;
  private static final String SUM_TESTS =
      """
      @Test public void one() { assertEquals(4, Sum.of(new int[] {4})); }
      @Test public void first_is_zero() { assertEquals(12, Sum.of(new int[] {0, 9, 3})); }
      @Test public void unchecked() { Sum.of(new int[] {7, 8}); }
      """;
  private static final Method OF = new Method("Sum", "of", "[I");

  @TempDir private Path directory;

  private Path scratch() {
    return directory.resolve("scratch");
  }

  private Answer replayed(SmallPatient patient, String test, Method method, String... versions)
      throws Exception {
    SuiteRun suite = patient.observed();
    List<Map<String, byte[]>> classes = new ArrayList<>();
    for (String version : versions) {
      classes.add(patient.changed(method.owner(), version));
    }
    return new ReplayInTwins(
            new ForkedObserver(patient.launcher()),
            scratch(),
            Duration.ofSeconds(60),
            text -> text.replace("hunter2", "[secret]"))
        .replay(
            new Replay.Question(
                patient.patient(),
                List.of(method),
                classes,
                Map.of("small", List.of(test)),
                suite.failing().stream().map(TestRun::test).collect(Collectors.toSet())));
  }

  private static List<Call> calls(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Seen.class);
    return ((Answer.Seen) answer).calls();
  }

  private static List<Call> of(List<Call> calls, Origin origin) {
    return calls.stream().filter(call -> call.origin() == origin).toList();
  }

  private static String said(Call call, int version) {
    return call.text() + " " + call.endings().get(call.ofVersion().get(version)).text();
  }

  @Test
  void calls_of_passing_and_of_failing_tests_are_told_apart_though_one_class_holds_both()
      throws Exception {
    SmallPatient patient = new SmallPatient(directory).main("Sum", SUM).test("SumTest", SUM_TESTS);
    List<Call> calls =
        calls(
            replayed(
                patient,
                "SumTest",
                OF,
                SUM.replace("int i = 1", "int i = 0"),
                SUM.replace("return s", "return a.length == 1 ? a[0] : s")));
    assertThat(of(calls, Origin.FAILING))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.endings().getFirst().text()).isEqualTo("returns 0");
              assertThat(said(call, 0)).isEqualTo("Sum.of({4}) returns 4");
              assertThat(said(call, 1)).isEqualTo("Sum.of({4}) returns 4");
            });
    assertThat(of(calls, Origin.PASSING))
        .extracting(call -> said(call, 0))
        .containsExactlyInAnyOrder("Sum.of({0, 9, 3}) returns 12", "Sum.of({7, 8}) returns 15");
    assertThat(of(calls, Origin.PASSING))
        .extracting(call -> said(call, 1))
        .containsExactlyInAnyOrder("Sum.of({0, 9, 3}) returns 12", "Sum.of({7, 8}) returns 8");
    assertThat(of(calls, Origin.MADE_UP)).hasSizeGreaterThan(50);
    assertThat(of(calls, Origin.MADE_UP))
        .as("the first version is right on the empty array, the second one too")
        .anySatisfy(call -> assertThat(said(call, 0)).isEqualTo("Sum.of({}) returns 0"));
  }

  @Test
  void what_does_not_end_is_ended_by_its_steps_and_the_other_version_is_seen() throws Exception {
    String endless = SUM.replace("return s", "while (a.length == 1) { } return s");
    SmallPatient patient =
        new SmallPatient(directory)
            .main("Sum", endless)
            .test("SumTest", SUM_TESTS.replace("@Test", "@Test(timeout = 3000)"));
    List<Call> calls = calls(replayed(patient, "SumTest", OF, SUM));
    assertThat(of(calls, Origin.FAILING))
        .anySatisfy(
            call -> {
              assertThat(call.endings().getFirst().kind()).isEqualTo(Kind.ENDLESS);
              assertThat(said(call, 0)).isEqualTo("Sum.of({4}) returns 0");
            });
  }

  @Test
  void nothing_that_lasts_is_done_again() throws Exception {
    Path kept = Files.writeString(directory.resolve("kept"), "x");
    String code =
        """
        public class Clean {
          public static boolean up(String path, int n) {
            if (n > 2) {
              java.util.function.Predicate<java.io.File> delete = java.io.File::delete;
              return delete.test(new java.io.File(path));
            }
            return n == 1 && new java.io.File(path).delete();
          }
        }
        """;
    SmallPatient patient =
        new SmallPatient(directory)
            .main("Clean", code)
            .test(
                "CleanTest",
                "@Test public void none() { assertTrue(Clean.up(\""
                    + kept
                    + "\", 0)); } @Test public void more() { Clean.up(\"/nowhere/at/all\", 1); }");
    List<Call> calls =
        calls(
            replayed(
                patient,
                "CleanTest",
                new Method("Clean", "up", "Ljava/lang/String;I"),
                code.replace("n == 1", "n >= 1")));
    assertThat(calls)
        .extracting(Call::text)
        .contains("Clean.up(\"" + kept + "\", 0)")
        .noneMatch(text -> text.endsWith("\", 1)") || text.endsWith("\", 3)"));
    assertThat(kept).exists();
  }

  @Test
  void nothing_recorded_is_left_behind_and_secrets_are_not_shown() throws Exception {
    SmallPatient patient =
        new SmallPatient(directory)
            .main("In", "public class In { static boolean log(String p) { return false; } }")
            .test("InTest", "@Test public void in() { assertTrue(In.log(\"hunter2\")); }");
    List<Call> calls =
        calls(
            replayed(
                patient,
                "InTest",
                new Method("In", "log", "Ljava/lang/String;"),
                "public class In { static boolean log(String p) { return true; } }"));
    assertThat(calls.getFirst().text()).isEqualTo("In.log(\"[secret]\")");
    try (Stream<Path> left = Files.walk(scratch())) {
      assertThat(left).containsExactly(scratch());
    }
  }

  @Test
  void code_that_no_test_calls_gives_no_evidence_and_says_so() throws Exception {
    SmallPatient patient =
        new SmallPatient(directory).main("Sum", SUM).test("SumTest", "@Test public void t() { }");
    assertThat(replayed(patient, "SumTest", OF, SUM))
        .isEqualTo(new Answer.Unavailable("no call of the changed code could be recorded"));
  }
}
