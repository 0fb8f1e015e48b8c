package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairsTest {
  private static Candidate candidate(String operator, String method, int at, double score) {
    Patch patch = Patch.of(new Edit("A.java", new Span(at, 1), operator));
    return new Candidate(
        operator, Trust.ORDINARY, patch, "A.java", 1, method, "do " + operator, score);
  }

  private static List<String> pairs(Candidate... candidates) {
    return Pairs.of(List.of(candidates), Set.of("x", "y")).stream()
        .map(Candidate::operator)
        .toList();
  }

  @Test
  void edits_of_one_method_are_made_together_in_the_order_of_the_text() {
    Candidate pair =
        Pairs.of(
                List.of(candidate("x", "A.m", 9, 0.5), candidate("y", "A.m", 3, 0.8)),
                Set.of("x", "y"))
            .getFirst();
    assertThat(pair.operator()).isEqualTo("y+x");
    assertThat(pair.description()).isEqualTo("do y, and do x");
    assertThat(pair.patch().edits()).extracting(each -> each.span().start()).containsExactly(3, 9);
  }

  @Test
  void a_pair_is_less_likely_than_either_of_its_edits() {
    Candidate pair =
        Pairs.of(
                List.of(candidate("x", "A.m", 9, 0.5), candidate("y", "A.m", 3, 0.8)),
                Set.of("x", "y"))
            .getFirst();
    assertThat(pair.score()).isPositive().isLessThan(0.5);
  }

  @Test
  void edits_of_different_methods_are_left_apart() {
    assertThat(pairs(candidate("x", "A.m", 9, 0.5), candidate("y", "A.n", 3, 0.8))).isEmpty();
  }

  @Test
  void edits_that_touch_are_left_apart() {
    assertThat(pairs(candidate("x", "A.m", 4, 0.5), candidate("y", "A.m", 3, 0.8))).isEmpty();
  }

  @Test
  void operators_that_do_not_combine_are_left_apart() {
    assertThat(pairs(candidate("x", "A.m", 9, 0.5), candidate("z", "A.m", 3, 0.8))).isEmpty();
  }
}
