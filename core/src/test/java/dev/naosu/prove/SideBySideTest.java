package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private static final String TEXT =
      """
      class Cart {
        Integer boxed = 3;
        int total(int a, int b, int[] prices) {
          int sum = 0;
          for (int i = 0; i < a; i++) {
            sum = sum + prices[i] / b;
          }
          if (sum > 3 && a < b) {
            return a + 1;
          }
          return boxed;
        }
      }
      """;

  private final JavaSource source =
      new JavaModel(List.of(), List.of(), 17).parse("Cart.java", TEXT);

  private List<SideBySide.Comparison> compare(String from, String... replacements) {
    Map<Integer, List<Edit>> variants = new TreeMap<>();
    int at = TEXT.indexOf(from);
    assertThat(at).isNotNegative();
    for (String each : replacements) {
      variants.put(
          variants.size(), List.of(new Edit("Cart.java", new Span(at, from.length()), each)));
    }
    return SideBySide.of(source, variants);
  }

  @Test
  void what_changes_one_pure_expression_is_compared_at_the_largest_one_around_it() {
    List<SideBySide.Comparison> found = compare("3 && a", "4 && a", "3 || a", "2 && b");
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().members()).containsExactly(0, 1, 2);
    assertThat(found.getFirst().edit().replacement())
        .isEqualTo(
            "dev.naosu.probe.Values.of(sum > 3 && a < b, sum > 4 && a < b, sum > 3 || a < b, sum >"
                + " 2 && b < b)");
  }

  @Test
  void what_may_throw_or_change_something_is_not_compared() {
    assertThat(compare("a + 1", "a / b", "prices[0]", "total(a, b, prices)")).isEmpty();
    assertThat(compare("a + 1", "boxed", "boxed + 1", "boxed - 1")).isEmpty();
    assertThat(compare("a + 1", "a++", "a = 2", "--b")).isEmpty();
    assertThat(compare("sum = sum", "a = sum", "b = sum", "sum += sum")).isEmpty();
  }

  @Test
  void few_candidates_are_not_worth_a_comparison() {
    assertThat(compare("a + 1", "a + 2", "a - 1")).isEmpty();
  }

  @Test
  void names_that_the_method_does_not_use_may_be_of_any_type() {
    assertThat(compare("a + 1", "a + x", "y", "z")).isEmpty();
  }
}
