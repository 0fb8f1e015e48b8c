package dev.naosu.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupingTest {
  @Test
  void a_group_counts_when_it_has_exactly_its_messages() {
    Grouping grouping =
        Grouping.of(List.of("a", "a", "b", "b", "c", "d"), List.of("a", "a", "x", "y", "z", "z"));

    assertThat(grouping.ga()).isCloseTo(2 / 6.0, within(1e-9));
    assertThat(grouping.pa()).isCloseTo(2 / 6.0, within(1e-9));
    // one of four is found, one of four real ones
    assertThat(grouping.fga()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void other_words_for_the_right_groups_cost_parsing_accuracy_only() {
    assertThat(Grouping.of(List.of("a", "b"), List.of("x", "y")))
        .isEqualTo(new Grouping(1, 1, 0, 2, 2));
  }
}
