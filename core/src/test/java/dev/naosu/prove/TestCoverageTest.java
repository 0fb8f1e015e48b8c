package dev.naosu.prove;

import static dev.naosu.detect.Runs.failed;
import static dev.naosu.detect.Runs.line;
import static dev.naosu.detect.Runs.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.SuiteRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestCoverageTest {
  private static final String CODE =
      """
      class A {
        int field = 1;
        int f(int n) {
          return n;
        }
        int g(int n) {
          return -n;
        }
      }
      """;

  private static List<String> covering(Patch patch) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", CODE);
    SuiteRun suite =
        new SuiteRun(
            List.of(
                passed("T#f", 0),
                passed("T#g", 1),
                passed("T#neither", 2),
                passed("T#constructor", 3),
                failed("T#failing", 0, 1)),
            List.of(line("A", 4), line("A$1", 7), line("B", 4), line("A", 2)));
    return new TestCoverage(
            suite,
            name -> name.startsWith("A") ? Optional.of("A.java") : Optional.of("B.java"),
            _ -> source)
        .covering(patch).stream().map(run -> run.test().methodName()).toList();
  }

  private static Edit edit(String at, String replacement) {
    return new Edit("A.java", new Span(CODE.indexOf(at), at.length()), replacement);
  }

  @Test
  void the_passing_tests_that_run_the_edited_method_are_those_at_risk() {
    assertThat(covering(Patch.of(edit("return n;", "return 1;")))).containsExactly("f");
    assertThat(covering(Patch.of(edit("-n", "n")))).containsExactly("g");
  }

  @Test
  void an_insertion_belongs_to_the_method_it_is_in() {
    int start = CODE.indexOf("return n;");
    assertThat(covering(Patch.of(new Edit("A.java", Span.at(start), "n++;\n"))))
        .containsExactly("f");
    assertThat(covering(Patch.of(new Edit("A.java", Span.at(start + 9), "\n// end"))))
        .containsExactly("f");
  }

  @Test
  void edits_of_several_methods_put_the_tests_of_each_at_risk() {
    assertThat(covering(Patch.of(edit("return n;", "return 1;"), edit("-n", "n"))))
        .containsExactly("f", "g");
  }

  @Test
  void an_edit_outside_of_methods_puts_all_tests_of_the_file_at_risk() {
    assertThat(covering(Patch.of(edit("field = 1", "field = 2"))))
        .containsExactly("f", "g", "constructor");
  }
}
