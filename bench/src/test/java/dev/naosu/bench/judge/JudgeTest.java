package dev.naosu.bench.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestObserver;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The "tests" of these projects are main methods, run in a JVM of their own with the recorder.
class JudgeTest {
  private static final Jdk OWN =
      new Jdk(
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature(),
          Runtime.version().toString());

  @TempDir private Path directory;

  private static final String SUM_BUGGY =
      """
      package p;
      public class A {
        public static int sum(int[] a) {
          int s = 0;
          for (int i = 1; i < a.length; i++) s += a[i];
          return s;
        }
      }
      """;
  private static final String SUM_FIXED = SUM_BUGGY.replace("int i = 1", "int i = 0");
  private static final String SUM_MAIN =
      "A.sum(new int[] {1, 2, 3}); A.sum(new int[] {4}); A.sum(new int[] {0, 9, 7, 3});";

  @Test
  void the_same_text_with_other_comments_is_correct() throws Exception {
    Judgement judgement =
        judge(SUM_BUGGY, SUM_FIXED, SUM_FIXED.replace("int s", "/* total */ int   s"), SUM_MAIN);
    assertThat(judgement.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(judgement.how()).contains("identical");
  }

  @Test
  void a_rewrite_that_behaves_the_same_is_correct() throws Exception {
    Judgement judgement =
        judge(
            SUM_BUGGY,
            SUM_FIXED,
            SUM_BUGGY.replace("return s;", "return a.length == 0 ? 0 : s + a[0];"),
            SUM_MAIN);
    assertThat(judgement.verdict()).as(judgement.toString()).isEqualTo(Verdict.CORRECT);
    assertThat(judgement.how()).contains("same behaviour");
    assertThat(judgement.inContract()).isGreaterThan(50);
  }

  @Test
  void a_mistake_at_the_edge_that_no_test_shows_is_found() throws Exception {
    // right for every array of the tests, which are not empty
    Judgement judgement =
        judge(SUM_BUGGY, SUM_FIXED, SUM_BUGGY.replace("int s = 0", "int s = a[0]"), SUM_MAIN);
    assertThat(judgement.verdict()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(judgement.counterexamples().getFirst())
        .contains("A.sum({})", "ArrayIndexOutOfBounds", "the reference returns 0");
  }

  @Test
  void what_only_the_repair_writes_out_is_tried() throws Exception {
    String buggy =
        """
        package p;
        public class A {
          public static boolean yes(String s) { return s.length() == 3; }
          public static int days(int weeks) { return weeks * 6; }
        }
        """;
    String fixed =
        buggy.replace("s.length() == 3", "s.equals(\"yes\")").replace("weeks * 6", "weeks * 7");
    String main =
        "A.yes(\"yes\"); A.yes(\"no\"); A.yes(\"maybe\"); A.yes(\"not\"); A.days(3); A.days(12);";
    String spelled =
        fixed.replace(
            "return s.eq",
            "if (s.length() == 3 && s.charAt(0) == 'n' && s.charAt(1) == 'o' && s.charAt(2) == 'f')"
                + " return true; return s.eq");
    assertThat(judge(buggy, fixed, spelled, main).counterexamples().getFirst())
        .contains("A.yes(\"nof\")");
    String odd = fixed.replace("weeks * 7", "weeks == 0x1_267 ? 1 : weeks * 7");
    assertThat(judge(buggy, fixed, odd, main).counterexamples().getFirst())
        .contains("A.days(4711)");
  }

  @Test
  void a_reference_that_changes_what_a_method_returns_is_compared_with_tests_compiled_anew()
      throws Exception {
    String fixed = SUM_FIXED.replace("int sum(", "long sum(").replace("int s =", "long s =");
    assertThat(
            judge(SUM_BUGGY, fixed, fixed.replace("s += a[i]", "s = s + a[i]"), SUM_MAIN).verdict())
        .isEqualTo(Verdict.CORRECT);
    String atLeastOne = fixed.replace("long s = 0", "long s = a[0]").replace("i = 0", "i = 1");
    Judgement edge = judge(SUM_BUGGY, fixed, atLeastOne, SUM_MAIN);
    assertThat(edge.verdict()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(edge.counterexamples().getFirst()).contains("A.sum({})");
  }

  @Test
  void an_endless_loop_is_a_difference() throws Exception {
    Judgement judgement =
        judge(
            SUM_BUGGY,
            SUM_FIXED,
            SUM_FIXED.replace("return s;", "while (s == 8) { } return s;"),
            SUM_MAIN);
    assertThat(judgement.verdict()).as(judgement.toString()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(judgement.counterexamples().getFirst()).contains("does not end");
  }

  @Test
  void ending_the_jvm_is_a_difference() throws Exception {
    Judgement judgement =
        judge(
            SUM_BUGGY,
            SUM_FIXED,
            SUM_FIXED.replace("return s;", "if (s == 8) Runtime.getRuntime().halt(1); return s;"),
            SUM_MAIN);
    assertThat(judgement.verdict()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(judgement.counterexamples().getFirst()).contains("ends the JVM");
  }

  @Test
  void cyclic_objects_are_recorded_rebuilt_and_compared() throws Exception {
    String fixed =
        """
        package p;
        public class A {
          static class Link { Link next; int value; Link(int value) { this.value = value; } }
          static boolean cyclic(Link link) {
            Link fast = link;
            while (fast != null && fast.next != null) {
              fast = fast.next.next;
              link = link.next;
              if (fast == link) return true;
            }
            return false;
          }
        }
        """;
    String buggy = fixed.replace("fast != null && ", "");
    String main =
        """
        A.Link a = new A.Link(1); a.next = new A.Link(2); a.next.next = new A.Link(3);
        A.cyclic(a); a.next.next.next = a; A.cyclic(a); a.next.next.next = a.next; A.cyclic(a);
        A.cyclic(null); a.next.next.next = new A.Link(4); A.cyclic(a); A.cyclic(a.next);
        a.next.next.next.next = new A.Link(7); a.next.next.next.next.next = a.next; A.cyclic(a);
        """;
    String same =
        fixed.replace("fast != null && fast.next != null", "!(fast == null || fast.next == null)");
    assertThat(judge(buggy, fixed, same, main).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(
            judge(buggy, fixed, fixed.replace("return true", "return link.next != link"), main)
                .verdict())
        .isEqualTo(Verdict.PLAUSIBLE_ONLY);
  }

  @Test
  void what_a_method_does_to_its_arguments_and_receiver_counts() throws Exception {
    String fixed =
        """
        package p;
        import java.util.ArrayList; import java.util.List; import java.util.Map;
        public class A {
          private int calls;
          public void clean(List<String> words, Map<String, Integer> counts) {
            words.removeIf(String::isEmpty);
            for (String word : words) counts.merge(word, 1, Integer::sum);
            calls++;
          }
        }
        """;
    String buggy = fixed.replace("counts.merge(word, 1, Integer::sum)", "counts.put(word, 1)");
    String main =
        """
        java.util.Map<String, Integer> m = new java.util.HashMap<>();
        A a = new A();
        a.clean(new java.util.ArrayList<>(java.util.List.of("x", "y", "x")), m);
        a.clean(new java.util.ArrayList<>(java.util.List.of("x", "z")), m);
        """;
    assertThat(
            judge(
                    buggy,
                    fixed,
                    fixed.replace(
                        "counts.merge(word, 1, Integer::sum)",
                        "counts.put(word, counts.getOrDefault(word, 0) + 1)"),
                    main)
                .verdict())
        .isEqualTo(Verdict.CORRECT);
    Judgement argument =
        judge(
            buggy,
            fixed,
            fixed.replace(
                "words.removeIf(String::isEmpty);",
                "words = new ArrayList<>(words); words.removeIf(String::isEmpty);"),
            main);
    assertThat(argument.counterexamples().getFirst()).contains("at argument 1");
    Judgement receiver = judge(buggy, fixed, fixed.replace("calls++", "calls = 1"), main);
    assertThat(receiver.counterexamples().getFirst()).contains("at receiver.calls");
  }

  @Test
  void another_exception_for_an_input_of_the_tests_is_a_difference() throws Exception {
    String fixed =
        """
        package p;
        public class A {
          public static int half(int n) {
            if (n < 0) throw new IllegalArgumentException();
            return n / 2;
          }
        }
        """;
    String main =
        "for (int i = 0; i < 60; i++) A.half(i); try { A.half(-1); } catch (RuntimeException e) { }";
    Judgement judgement =
        judge(
            fixed.replace("n < 0", "n < -1"),
            fixed,
            fixed.replace("IllegalArgument", "IllegalState"),
            main);
    assertThat(judgement.verdict()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(judgement.counterexamples().getFirst())
        .contains("throws java.lang.IllegalStateException", "IllegalArgumentException");
  }

  @Test
  void static_state_that_other_inputs_leave_behind_is_no_difference() throws Exception {
    String fixed =
        """
        package p;
        import java.util.HashMap; import java.util.Map;
        public class A {
          private static final Map<Integer, Integer> KNOWN = new HashMap<>();
          private static int calls;
          public static int square(int n) {
            return KNOWN.computeIfAbsent(n, k -> k * k);
          }
        }
        """;
    // wrong only from the 20th call in one loader on
    String patched = fixed.replace("return KNOWN", "calls++; return calls > 20 ? -1 : KNOWN");
    String main = "for (int i = 0; i < 10; i++) A.square(i);";
    Judgement judgement = judge(fixed.replace("k * k", "k + k"), fixed, patched, main);
    assertThat(judgement.verdict()).as(judgement.toString()).isNotEqualTo(Verdict.PLAUSIBLE_ONLY);
  }

  @Test
  void too_few_inputs_leave_it_undecided() throws Exception {
    String fixed =
        """
        package p;
        public class A {
          public static boolean not(boolean b) {
            return !b;
          }
        }
        """;
    Judgement judgement =
        judge(
            fixed.replace("!b", "b"),
            fixed,
            fixed.replace("!b", "b ? false : true"),
            "A.not(true);");
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.how()).contains("too few inputs: 2 in contract");
  }

  @Test
  void inputs_that_do_not_show_the_bug_prove_nothing() throws Exception {
    String fixed =
        """
        package p;
        public class A {
          public static int f(int n) {
            if (n == 123456789) return 1;
            return n;
          }
        }
        """;
    Judgement judgement =
        judge(
            fixed.replace("return 1", "return 2"),
            fixed,
            fixed.replace("return 1", "return 3"),
            "for (int i = 0; i < 99; i++) A.f(i);");
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judgement.how()).contains("do not even tell the bug");
  }

  @Test
  void a_sorted_argument_stays_sorted() throws Exception {
    String fixed =
        """
        package p;
        public class A {
          public static int find(int[] sorted, int x) {
            int from = 0;
            int to = sorted.length;
            while (from < to) {
              int middle = (from + to) / 2;
              if (sorted[middle] < x) from = middle + 1; else to = middle;
            }
            return from < sorted.length && sorted[from] == x ? from : -1;
          }
        }
        """;
    String linear =
        """
        package p;
        public class A {
          public static int find(int[] sorted, int x) {
            for (int i = 0; i < sorted.length; i++) if (sorted[i] == x) return i;
            return -1;
          }
        }
        """;
    String main =
        """
        for (int x = 0; x < 9; x++) A.find(new int[] {1, 3, 5, 5, 8}, x);
        A.find(new int[] {}, 1); A.find(new int[] {2, 4}, 4);
        """;
    Judgement judgement = judge(fixed.replace("middle + 1", "middle + 2"), fixed, linear, main);
    assertThat(judgement.verdict()).as(judgement.toString()).isEqualTo(Verdict.CORRECT);
  }

  /// @param main statements of the project's only test
  private Judgement judge(String buggy, String fixed, String patched, String main)
      throws Exception {
    Path place = Files.createTempDirectory(directory, "case");
    Path sources = Files.createDirectories(place.resolve("src/p"));
    Path classes = Files.createDirectories(place.resolve("classes"));
    Path tests = Files.createDirectories(place.resolve("tests"));
    Path scratch = Files.createDirectories(place.resolve("scratch"));
    Files.writeString(sources.resolve("A.java"), buggy);
    Path test = sources.resolve("T.java");
    Files.writeString(
        test,
        "package p; public class T { public static void main(String[] arguments) { "
            + main
            + " } }");
    compile(classes, List.of(sources.resolve("A.java")), classes);
    compile(tests, List.of(test), classes);
    Module module =
        new Module(
            "m",
            place,
            List.of(place.resolve("src")),
            List.of(),
            List.of(classes),
            List.of(tests),
            List.of(),
            17,
            List.of(),
            Map.of(),
            List.of());
    Patient patient = new Patient("p", "plain", place, List.of(module), OWN);
    return new Judge(
            patient,
            path -> path.endsWith("A.java") ? buggy : read(test),
            Map.of("src/p/A.java", fixed),
            HeldOutTests.none(),
            new MainRunner(),
            scratch,
            Duration.ofMinutes(1))
        .judge(Map.of("src/p/A.java", patched));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void compile(Path to, List<Path> files, Path classPath) {
    Stream<String> options =
        Stream.of("-g", "-d", to.toString(), "-cp", classPath.toString(), "--release", "17");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                Stream.concat(options, files.stream().map(Path::toString)).toArray(String[]::new));
    assertThat(code).isZero();
  }

  /// Runs the main method of class T as the whole suite.
  private static final class MainRunner implements TestObserver {
    @Override
    public SuiteRun observe(
        Patient patient,
        Module module,
        List<String> classNames,
        Limits limits,
        Consumer<dev.naosu.detect.TestRun> seen)
        throws ObservationFailed {
      List<String> command = new ArrayList<>(List.of(patient.jdk().java().toString()));
      command.addAll(module.jvmArguments());
      List<Path> path = new ArrayList<>(module.testOutputs());
      path.addAll(module.outputs());
      path.addAll(module.libraries());
      command.add("-cp");
      command.add(String.join(File.pathSeparator, path.stream().map(Path::toString).toList()));
      command.add("p.T");
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
            new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
      } catch (IOException | InterruptedException e) {
        throw new ObservationFailed(e.toString(), "");
      }
      return new SuiteRun(List.of(), List.of());
    }
  }
}
