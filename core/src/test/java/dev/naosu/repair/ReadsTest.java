package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.List;
import org.eclipse.jdt.core.dom.TypeDeclaration;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private static final String CODE =
      """
      class A {
        int field;
        int f(int n, int[] all) {
          int sum = n;
          for (int each : all) {
            sum = each;
          }
          field = 1;
          return sum + field;
        }
      }
      """;

  private static final JavaSource SOURCE =
      new JavaModel(List.of(), List.of(), 25).parse("A.java", CODE);

  private static boolean endAfter(Edit... edits) {
    TypeDeclaration type = (TypeDeclaration) SOURCE.unit().types().getFirst();
    return Reads.of("A.java", type.getMethods()[0]).endWith(Patch.of(edits));
  }

  /// Replaces the only place where a text stands.
  private static Edit edit(String old, String replacement) {
    int at = CODE.indexOf(old);
    assertThat(CODE.indexOf(old, at + 1)).isNegative();
    return new Edit("A.java", new Span(at, old.length()), replacement);
  }

  @Test
  void a_patch_that_takes_away_the_last_use_of_a_variable_ends_its_reads() {
    assertThat(endAfter(edit("sum + field", "field"))).isTrue();
    assertThat(endAfter(edit("sum = each", "sum = n"))).isTrue();
  }

  @Test
  void a_part_of_the_name_that_changes_is_enough() {
    assertThat(endAfter(edit("um + fi", "ize + fi"))).isTrue();
  }

  @Test
  void a_variable_that_is_read_elsewhere_or_in_the_new_text_goes_on_being_read() {
    assertThat(endAfter(edit("sum = each", "sum = Math.max(sum, each)"))).isFalse();
    assertThat(endAfter(edit(" sum + field", " 2 * sum"))).isFalse();
    assertThat(endAfter(edit("field = 1", ""), edit("sum + field", "sum"))).isFalse();
  }

  @Test
  void a_longer_name_does_not_read_a_shorter_one() {
    assertThat(endAfter(edit("sum + field", "sum2 + field"))).isTrue();
  }

  @Test
  void another_file_does_not_matter() {
    Edit here = edit("sum + field", "field");
    assertThat(endAfter(new Edit("B.java", here.span(), "field"))).isFalse();
  }
}
