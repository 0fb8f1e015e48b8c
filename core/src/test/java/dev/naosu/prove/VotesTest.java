package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VotesTest {
  @Test
  void candidates_that_do_the_same_share_their_votes_and_what_speaks_against_them() {
    Votes some = new Votes(2, 8, 1, List.of("a"), List.of("function"), List.of("slow"), List.of());
    Votes others =
        new Votes(
            1,
            8,
            2,
            List.of("a", "b"),
            List.of("function"),
            List.of("slow"),
            List.of("it knows the values of a failing test"));
    assertThat(some.and(others))
        .isEqualTo(
            new Votes(
                3,
                8,
                2,
                List.of("a", "b"),
                List.of("function"),
                List.of("slow"),
                List.of("it knows the values of a failing test")));
    assertThat(some.and(others).share()).isEqualTo(3.0 / 8);
  }

  @Test
  void what_the_rules_for_models_doubt_is_told_and_only_lowers_confidence() {
    Doubts none = new Doubts(List.of(), 1);
    Doubts plain = none.and(voted(List.of()));
    assertThat(plain.sentences()).isEmpty();
    assertThat(plain.limit(0.97)).isEqualTo(0.97);
    Doubts doubted = none.and(voted(List.of("it knows the values of a failing test")));
    assertThat(doubted.sentences()).containsExactly("it knows the values of a failing test");
    assertThat(doubted.limit(0.97)).isEqualTo(0.5);
    assertThat(doubted.limit(0.2)).isEqualTo(0.2);
  }

  private static Votes voted(List<String> doubts) {
    return new Votes(5, 8, 1, List.of("a"), List.of("function"), List.of(), doubts);
  }
}
