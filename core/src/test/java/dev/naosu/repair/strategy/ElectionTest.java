package dev.naosu.repair.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.Election.Choice;
import org.junit.jupiter.api.Test;

class ElectionTest {
  private final Clusters clusters = new Clusters(ShopCase.codebase());

  private Suggestion vote(String model, String returned, boolean isIndependent) {
    String old = "sum() / lines.size()";
    Patch patch =
        Patch.of(
            new Edit(
                ShopCase.CART_PATH, new Span(ShopCase.CART.indexOf(old), old.length()), returned));
    Suggestion suggestion =
        new Suggestion(
            new Candidate(
                "model:function",
                Trust.ORDINARY,
                patch,
                ShopCase.CART_PATH,
                13,
                "Cart.average",
                "change Cart.average",
                1),
            model,
            "function",
            isIndependent);
    clusters.add(suggestion);
    return suggestion;
  }

  @Test
  void the_plausible_one_with_most_votes_is_chosen() {
    Suggestion good = vote("a", "lines.isEmpty() ? 0 : sum() / lines.size()", true);
    vote("a", "(lines.isEmpty() ? 0 : (sum() / lines.size())) /* mean */", true);
    vote("a", "1", true);
    vote("a", "1", true);
    vote("a", "1", true);
    clusters.note(new Tried.Plausible(good));

    assertThat(Election.choose(clusters.list()))
        .isInstanceOfSatisfying(
            Choice.Chosen.class,
            chosen -> {
              assertThat(chosen.cluster().members()).hasSize(2).contains(good);
              assertThat(chosen.share()).isEqualTo(0.4);
            });
  }

  @Test
  void agreement_of_models_weighs_more_than_repetition() {
    Suggestion often = vote("a", "1", true);
    vote("a", "1", true);
    vote("a", "1", true);
    Suggestion broadly = vote("b", "2", true);
    vote("c", "2", true);
    clusters.note(new Tried.Plausible(often));
    clusters.note(new Tried.Plausible(broadly));

    assertThat(Election.choose(clusters.list()))
        .isInstanceOfSatisfying(
            Choice.Chosen.class,
            chosen -> assertThat(chosen.cluster().members()).contains(broadly));
  }

  @Test
  void it_abstains_when_two_are_even_when_votes_are_scattered_and_when_none_passes() {
    Suggestion one = vote("a", "1", true);
    assertThat(Election.choose(clusters.list())).isInstanceOf(Choice.Abstained.class);
    Suggestion two = vote("a", "2", true);
    clusters.note(new Tried.Plausible(one));
    clusters.note(new Tried.Plausible(two));
    assertThat(Election.choose(clusters.list()))
        .isEqualTo(
            new Choice.Abstained("2 different suggestions pass the tests, none with more votes"));
    vote("a", "1", true);
    vote("a", "3", true);
    vote("a", "4", true);
    vote("a", "5", true);
    assertThat(Election.choose(clusters.list()))
        .isEqualTo(new Choice.Abstained("the best of 5 different suggestions has 2 of 6 votes"));
  }

  @Test
  void second_tries_have_no_vote() {
    Suggestion told = vote("a", "1", false);
    vote("a", "2", true);
    clusters.note(new Tried.Plausible(told));

    assertThat(clusters.votes()).isEqualTo(1);
    assertThat(Election.choose(clusters.list())).isInstanceOf(Choice.Abstained.class);
  }

  @Test
  void what_is_known_already_changes_no_outcome() {
    Suggestion first = vote("a", "1", true);
    Suggestion again = vote("b", "1", true);
    clusters.note(new Tried.Plausible(first));
    clusters.note(new Tried.Known(again));

    assertThat(clusters.list()).singleElement().matches(Clusters.Cluster::isPlausible);
  }
}
