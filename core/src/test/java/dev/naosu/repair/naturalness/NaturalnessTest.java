package dev.naosu.repair.naturalness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalnessTest {
  private static final String FILE =
      """
      class A {
        boolean isBlank(String text) {
          return text != null;
        }
      }
      """;

  private static final String OTHERS =
      """
      boolean isOpen(String text) { return text == null || text.isEmpty(); }
      """
          .repeat(2_000);

  private static double change(String others, String old, String replacement) {
    Patch patch =
        Patch.of(new Edit("A.java", new Span(FILE.indexOf(old), old.length()), replacement));
    return new Naturalness(FILE, List.of(others)).change(patch);
  }

  @Test
  void what_the_project_writes_often_costs_fewer_bits() {
    assertThat(change(OTHERS, "text != null", "text == null || text.isEmpty()")).isNegative();
  }

  @Test
  void what_nobody_writes_costs_more_bits() {
    assertThat(change(OTHERS, "text != null", "null != text.intern()")).isPositive();
  }

  @Test
  void other_texts_and_numbers_are_as_usual_as_any() {
    assertThat(change(OTHERS, "text != null", "f(17, \"a\")"))
        .isEqualTo(change(OTHERS, "text != null", "f(23, \"b c\")"));
  }

  @Test
  void a_file_alone_says_nothing_about_its_patches() {
    assertThat(change("", "text != null", "null != text.intern()")).isZero();
  }

  @Test
  void comments_are_no_code() {
    assertThat(Tokens.of("a /* b */ += 2; // c\n'd' \"\" \"\\\"\" 1.5e3"))
        .containsExactly("a", "+=", "2", ";", "<letter>", "\"\"", "<text>", "<number>");
  }
}
