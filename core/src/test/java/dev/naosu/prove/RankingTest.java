package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static Plausible plausible(Candidate candidate, int rank, long behaviour) {
    return new Plausible(candidate, rank, behaviour);
  }

  private static List<String> best(Plausible... plausible) {
    return Ranking.classes(Stream.of(plausible).toList()).stream()
        .map(each -> Given.name(each.best().candidate()))
        .toList();
  }

  @Test
  void what_merely_suppresses_a_symptom_comes_last_whatever_its_score() {
    assertThat(
            best(
                plausible(Given.candidate("delete", Trust.SYMPTOM_SUPPRESSION, 0.9), 0, 1),
                plausible(Given.candidate("mend", Trust.ORDINARY, 0.1), 1, 2)))
        .containsExactly("mend", "delete");
  }

  @Test
  void candidates_that_behave_alike_are_one_class_and_its_best_member_speaks_for_it() {
    List<Ranking.Alike> classes =
        Ranking.classes(
            List.of(
                plausible(Given.candidate("short", 0.2), 0, 1),
                plausible(Given.candidate("muchLonger", 0.8), 1, 1),
                plausible(Given.candidate("other", 0.5), 2, 2)));
    assertThat(classes).extracting(Ranking.Alike::size).containsExactly(2, 1);
    assertThat(classes)
        .extracting(each -> Given.name(each.best().candidate()))
        .containsExactly("muchLonger", "other");
  }

  @Test
  void of_equal_score_the_smaller_edit_comes_first_and_then_the_earlier_one() {
    Candidate small = Given.candidate("x", 0.5);
    Candidate large =
        new Candidate(
            "Operator",
            Trust.ORDINARY,
            Patch.of(new Edit("A.java", new Span(0, 40), "larger")),
            "A.java",
            1,
            "A.m",
            "",
            0.5);
    assertThat(best(plausible(large, 0, 1), plausible(small, 1, 2))).containsExactly("x", "larger");
    assertThat(
            best(
                plausible(Given.candidate("b", 0.5), 3, 1),
                plausible(Given.candidate("a", 0.5), 4, 2)))
        .containsExactly("b", "a");
  }

  @Test
  void what_several_kinds_of_edit_come_to_goes_before_one_of_a_little_more_score() {
    Candidate alone = Given.candidate("alone", 0.102);
    Candidate one = Given.candidate("one", 0.1);
    Candidate other = Given.candidate("other", "Other", Trust.ORDINARY, 0.09);
    List<Ranking.Alike> classes =
        Ranking.byEvidence(
            Ranking.classes(
                List.of(plausible(alone, 0, 1), plausible(one, 1, 2), plausible(other, 2, 2))),
            _ -> 1);
    assertThat(classes)
        .extracting(each -> Given.name(each.best().candidate()))
        .containsExactly("one", "alone");
  }

  @Test
  void a_model_that_agrees_with_a_template_does_not_speak_for_it() {
    Candidate written = Given.candidate("written", "model:function", Trust.ORDINARY, 0.9);
    assertThat(best(plausible(written, 0, 1), plausible(Given.candidate("made", 0.1), 1, 1)))
        .containsExactly("made");
  }

  @Test
  void nothing_plausible_makes_no_class() {
    assertThat(Ranking.classes(List.of())).isEmpty();
  }

  @Test
  void of_what_models_wrote_a_small_change_with_fewer_votes_comes_before_a_method_written_anew() {
    Plausible small = plausible(Given.candidate("small", 0.5), 0, 1);
    Plausible anew = plausible(Given.candidate("anew", 0.5), 1, 2);
    List<Ranking.Alike> classes = Ranking.classes(List.of(anew, small));
    assertThat(ordered(classes, small, 3, 6, 40)).containsExactly("small", "anew");
    // of the same size, votes decide
    assertThat(ordered(classes, small, 3, 40, 40)).containsExactly("anew", "small");
  }

  /// @param votes for the small one, of 10; the others are for the other one
  private static List<String> ordered(
      List<Ranking.Alike> classes, Plausible small, int votes, int size, int otherSize) {
    return Ranking.byVotes(
            classes,
            _ -> 1,
            each -> each.equals(small) ? size : otherSize,
            alike ->
                Optional.of(
                    new Votes(
                        alike.best().equals(small) ? votes : 10 - votes,
                        10,
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())))
        .stream()
        .map(each -> Given.name(each.best().candidate()))
        .toList();
  }
}
