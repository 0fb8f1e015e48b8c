package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.Runs;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Ranking.Alike;
import dev.naosu.prove.Replay.Answer;
import dev.naosu.prove.Replay.Call;
import dev.naosu.prove.Replay.Ending;
import dev.naosu.prove.Replay.Kind;
import dev.naosu.prove.Replay.Method;
import dev.naosu.prove.Replay.Origin;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is made of replayed calls.
class EvidenceTest {
  private static final Proof PROOF = new Proof("make test", List.of("T#bug"), 3, 3, List.of());

  private static Plausible plausible(String name, double score, long steps) {
    return new Plausible(Given.candidate(name, score), 0, steps);
  }

  /// A call, and what the original and each version return; `!` before the name of an exception,
  /// `…` for what does not end, `?` for what is not known.
  private static Call call(Origin origin, String text, String... endings) {
    List<String> different = Stream.of(endings).distinct().toList();
    return new Call(
        origin,
        text,
        different.stream().map(each -> ending(each, endings[0])).toList(),
        Stream.of(endings).skip(1).map(different::indexOf).toList());
  }

  private static Ending ending(String ending, String original) {
    Kind kind =
        switch (ending.charAt(0)) {
          case '!' -> Kind.THREW;
          case '…' -> Kind.ENDLESS;
          case '?' -> Kind.UNKNOWN;
          default -> Kind.RETURNED;
        };
    return new Ending(
        kind, words(ending), words(original), kind == Kind.THREW ? ending.substring(1) : "");
  }

  private static String words(String ending) {
    return switch (ending.charAt(0)) {
      case '!' -> "throws " + ending.substring(1);
      case '…' -> "does not end";
      case '?' -> "was not called";
      default -> "returns " + ending;
    };
  }

  private static List<List<String>> names(List<Alike> classes) {
    return classes.stream()
        .map(alike -> alike.members().stream().map(each -> Given.name(each.candidate())).toList())
        .toList();
  }

  private static List<List<String>> refined(List<Plausible> all, String cutShort, Call... calls) {
    return names(
        new Behaviours(all, new Answer.Seen(List.of(calls), cutShort))
            .refine(Ranking.classes(all)));
  }

  @Test
  void candidates_of_different_steps_that_do_the_same_on_every_call_become_one_class() {
    assertThat(
            refined(
                List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 2), plausible("c", 0.7, 3)),
                "",
                call(Origin.PASSING, "f(1)", "1", "1", "1", "1"),
                call(Origin.FAILING, "f(0)", "!E", "0", "0", "5")))
        .containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void candidates_of_equal_steps_that_do_not_do_the_same_are_put_apart() {
    assertThat(
            refined(
                List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 1), plausible("c", 0.7, 1)),
                "",
                call(Origin.MADE_UP, "f(9)", "9", "9", "8", "9")))
        .containsExactly(List.of("a", "c"), List.of("b"));
  }

  @Test
  void a_few_calls_are_not_enough_to_make_one_class_when_time_ran_out() {
    List<Plausible> all = List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 2));
    Call same = call(Origin.PASSING, "f(1)", "1", "1", "1");
    assertThat(refined(all, "the time was used up", same)).hasSize(2);
    assertThat(
            refined(
                all,
                "the time was used up",
                IntStream.range(0, 30).mapToObj(_ -> same).toArray(Call[]::new)))
        .hasSize(1);
  }

  @Test
  void without_any_call_classes_stay_as_their_steps_say() {
    List<Plausible> all =
        List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 1), plausible("c", 0.7, 2));
    assertThat(
            names(
                new Behaviours(all, new Answer.Unavailable("no JVM")).refine(Ranking.classes(all))))
        .containsExactly(List.of("a", "b"), List.of("c"));
    assertThat(refined(all, "", call(Origin.PASSING, "f(1)", "1", "?", "?", "?")))
        .containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void what_was_not_replayed_stays_with_the_best_of_its_class() {
    Plausible best = plausible("a", 0.9, 1);
    Plausible rest = plausible("b", 0.8, 1);
    Behaviours behaviours =
        new Behaviours(
            List.of(best), new Answer.Seen(List.of(call(Origin.PASSING, "f(1)", "1", "1")), ""));
    assertThat(names(behaviours.refine(Ranking.classes(List.of(best, rest)))))
        .containsExactly(List.of("a", "b"));
    assertThat(behaviours.of(rest).isAvailable()).isFalse();
  }

  @Test
  void the_panel_takes_the_best_of_each_class_before_the_second_of_any() {
    List<Alike> classes =
        Ranking.classes(
            List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 1), plausible("c", 0.1, 2)));
    assertThat(Behaviours.panel(classes, 2))
        .extracting(each -> Given.name(each.candidate()))
        .containsExactly("a", "c");
    assertThat(Behaviours.panel(classes, 9)).hasSize(3);
  }

  @Test
  void calls_are_counted_by_who_made_them() {
    Replayed replayed =
        Replayed.of(
            List.of(
                call(Origin.PASSING, "f(1)", "1", "1"),
                call(Origin.PASSING, "f(2)", "2", "3"),
                call(Origin.FAILING, "f(0)", "!E", "0"),
                call(Origin.MADE_UP, "f(3)", "3", "3"),
                call(Origin.MADE_UP, "f(4)", "4", "?")),
            0);
    assertThat(replayed.passing()).isEqualTo(new Replayed.Tally(2, 1));
    assertThat(replayed.failing()).isEqualTo(new Replayed.Tally(1, 1));
    assertThat(replayed.madeUp()).isEqualTo(new Replayed.Tally(1, 0));
    assertThat(replayed.crashes()).isZero();
    assertThat(replayed.changes())
        .containsExactly("a call of a passing test changes: f(2) returned 2, now returns 3");
  }

  @Test
  void what_crashed_may_be_mended_and_what_returned_should_stay() {
    Replayed replayed =
        Replayed.of(
            List.of(
                call(Origin.FAILING, "f(0)", "!java.lang.NullPointerException", "0"),
                call(Origin.MADE_UP, "f(1)", "…", "!E"),
                call(Origin.MADE_UP, "f(2)", "!E", "0"),
                call(Origin.FAILING, "f(3)", "3", "4"),
                call(Origin.PASSING, "f(4)", "4", "4"),
                call(Origin.MADE_UP, "f(5)", "5", "6")),
            0);
    assertThat(replayed.crashed()).isEqualTo(new Replayed.Tally(2, 1));
    assertThat(replayed.returned()).isEqualTo(new Replayed.Tally(2, 1));
  }

  @Test
  void consensus_is_how_many_others_do_the_same() {
    List<Plausible> all =
        List.of(plausible("a", 0.9, 1), plausible("b", 0.8, 2), plausible("c", 0.7, 3));
    Behaviours behaviours =
        new Behaviours(
            all,
            new Answer.Seen(
                List.of(
                    call(Origin.PASSING, "f(1)", "1", "1", "1", "1"),
                    call(Origin.MADE_UP, "f(2)", "2", "2", "3", "3")),
                ""));
    assertThat(behaviours.consensus(all.get(0))).isEqualTo(0.5);
    assertThat(behaviours.consensus(all.get(1))).isEqualTo(0.75);
    assertThat(behaviours.consensus(plausible("unknown", 0.1, 9))).isZero();
  }

  @Test
  void a_crash_is_what_the_code_did_not_mean_to_throw_where_the_original_returned() {
    Replayed replayed =
        Replayed.of(
            List.of(
                call(Origin.MADE_UP, "f(1)", "1", "!java.lang.IllegalArgumentException"),
                call(Origin.MADE_UP, "f(2)", "2", "!java.lang.NullPointerException"),
                call(Origin.MADE_UP, "f(3)", "!E", "!java.lang.NullPointerException"),
                call(Origin.PASSING, "f(4)", "4", "…"),
                call(Origin.FAILING, "f(5)", "5", "…")),
            0);
    assertThat(replayed.crashes()).isEqualTo(2);
    assertThat(replayed.changes())
        .containsExactly(
            "a call of a passing test changes: f(4) returned 4, now does not end",
            "a made-up input changes: f(2) returned 2, now throws java.lang.NullPointerException");
  }

  @Test
  void a_class_that_changes_passing_calls_or_crashes_yields_to_one_a_little_lower() {
    Plausible changing = plausible("changing", 0.9, 1);
    Plausible crashing = plausible("crashing", 0.7, 2);
    Plausible quiet = plausible("quiet", 0.6, 3);
    Plausible poor = plausible("poor", 0.1, 4);
    List<Plausible> all = List.of(changing, crashing, quiet, poor);
    Behaviours behaviours =
        new Behaviours(
            all,
            new Answer.Seen(
                List.of(
                    call(Origin.PASSING, "f(1)", "1", "2", "1", "1", "1"),
                    call(Origin.MADE_UP, "f(9)", "9", "9", "…", "8", "7")),
                ""));
    assertThat(
            names(Ranking.byEvidence(behaviours.refine(Ranking.classes(all)), behaviours::credit)))
        .containsExactly(
            List.of("quiet"), List.of("crashing"), List.of("changing"), List.of("poor"));
  }

  @Test
  void no_evidence_lifts_what_suppresses_a_symptom() {
    Plausible hiding =
        new Plausible(Given.candidate("hiding", Trust.SYMPTOM_SUPPRESSION, 0.9), 0, 1);
    Plausible changing = plausible("changing", 0.1, 2);
    List<Plausible> all = List.of(hiding, changing);
    Behaviours behaviours =
        new Behaviours(
            all, new Answer.Seen(List.of(call(Origin.PASSING, "f(1)", "1", "1", "2")), ""));
    assertThat(names(Ranking.byEvidence(Ranking.classes(all), behaviours::credit)))
        .containsExactly(List.of("changing"), List.of("hiding"));
  }

  private static Doubts doubts(Behaviours behaviours, Plausible chosen, Plausible... rivals) {
    return Doubts.of(
        Ranking.alike(List.of(chosen)),
        Stream.of(rivals).map(each -> Ranking.alike(List.of(each))).toList(),
        behaviours,
        3,
        PROOF);
  }

  @Test
  void two_classes_that_nothing_tells_which_is_right_leave_the_confidence_low() {
    Plausible one = plausible("one", 0.81, 1);
    Plausible other = plausible("other", 0.8, 2);
    Behaviours behaviours =
        new Behaviours(
            List.of(one, other),
            new Answer.Seen(List.of(call(Origin.MADE_UP, "f(-1)", "!E", "0", "!X")), ""));
    Doubts doubts = doubts(behaviours, one, other);
    assertThat(doubts.limit(0.9)).isLessThan(0.4);
    assertThat(doubts.sentences())
        .containsExactly(
            "1 other edit passes every test and behaves differently: with f(-1) this one returns"
                + " 0, the other throws X; nothing speaks for the one rather than the other");
  }

  @Test
  void a_rival_that_changes_what_worked_is_no_tie() {
    Plausible one = plausible("one", 0.8, 1);
    Plausible other = plausible("other", 0.8, 2);
    Behaviours behaviours =
        new Behaviours(
            List.of(one, other),
            new Answer.Seen(List.of(call(Origin.PASSING, "f(1)", "1", "1", "2")), ""));
    assertThat(doubts(behaviours, one, other).limit(0.9)).isEqualTo(0.9);
  }

  @Test
  void a_class_that_more_candidates_came_to_is_no_tie() {
    Plausible one = plausible("one", 0.8, 1);
    Plausible same = plausible("same", 0.1, 1);
    Plausible other = plausible("other", 0.8, 2);
    Doubts doubts =
        Doubts.of(
            Ranking.alike(List.of(one, same)),
            List.of(Ranking.alike(List.of(other))),
            new Behaviours(List.of(), new Answer.Unavailable("no")),
            3,
            PROOF);
    assertThat(doubts.limit(0.9)).isEqualTo(0.9);
  }

  @Test
  void where_nobody_said_what_should_be_answered_several_ways_to_answer_are_for_a_person() {
    Plausible one = plausible("one", 0.9, 1);
    Plausible other = plausible("other", 0.5, 2);
    Behaviours unknown = new Behaviours(List.of(), new Answer.Unavailable("no"));
    Proof unsaid =
        new Proof(
            "make test",
            List.of("x"),
            3,
            3,
            List.of(),
            new Proof.Requests(1, 9, List.of("POST /orders is answered 201 now")));
    List<Ranking.Alike> rivals = List.of(Ranking.alike(List.of(other)));
    assertThat(Doubts.of(Ranking.alike(List.of(one)), rivals, unknown, 3, unsaid).limit(0.97))
        .isEqualTo(0.5);
    assertThat(Doubts.of(Ranking.alike(List.of(one)), List.of(), unknown, 3, unsaid).limit(0.97))
        .as("the only way")
        .isEqualTo(0.97);
    assertThat(Doubts.of(Ranking.alike(List.of(one)), rivals, unknown, 3, PROOF).limit(0.97))
        .as("tests say it")
        .isEqualTo(0.97);
  }

  @Test
  void only_what_suppresses_a_symptom_leaves_the_confidence_low() {
    Plausible hiding =
        new Plausible(Given.candidate("hiding", Trust.SYMPTOM_SUPPRESSION, 0.9), 0, 1);
    Doubts doubts = doubts(new Behaviours(List.of(), new Answer.Unavailable("no")), hiding);
    assertThat(doubts.limit(0.9)).isLessThan(0.4);
    assertThat(doubts.sentences().getFirst())
        .contains("hides a symptom", "no other kind was found");
  }

  @Test
  void what_changes_on_an_input_that_did_not_fail_is_told() {
    Plausible one = plausible("one", 0.8, 1);
    Behaviours behaviours =
        new Behaviours(
            List.of(one),
            new Answer.Seen(
                List.of(
                    call(Origin.PASSING, "f(1)", "1", "2"), call(Origin.MADE_UP, "f(2)", "2", "…")),
                ""));
    assertThat(doubts(behaviours, one).sentences())
        .containsExactly(
            "a call of a passing test changes: f(1) returned 1, now returns 2",
            "a made-up input changes: f(2) returned 2, now does not end");
  }

  @Test
  void a_crash_that_all_share_is_in_the_nature_of_the_input() {
    Plausible one = plausible("one", 0.8, 1);
    Plausible other = plausible("other", 0.7, 2);
    Behaviours together =
        new Behaviours(
            List.of(one, other),
            new Answer.Seen(List.of(call(Origin.MADE_UP, "f(-1)", "1", "…", "!E")), ""));
    assertThat(together.crashesAlone(one)).isTrue();
    Behaviours alone =
        new Behaviours(
            List.of(one, other),
            new Answer.Seen(List.of(call(Origin.MADE_UP, "f(-1)", "1", "…", "…")), ""));
    assertThat(alone.crashesAlone(one)).isFalse();
    assertThat(alone.credit(one)).isEqualTo(1);
  }

  @Test
  void holding_out_asks_which_failing_tests_alone_would_have_chosen_it() {
    TestRun first = Runs.failed("T#first");
    TestRun second = Runs.failed("T#second");
    Candidate chosen = Given.candidate("chosen", 0.5);
    Field.Partial better = new Field.Partial(Given.candidate("better", 0.9), Set.of(first.test()));
    Field.Partial worse = new Field.Partial(Given.candidate("worse", 0.1), Set.of(second.test()));
    assertThat(field(List.of(first, second), Optional.of(List.of(better, worse))).heldOut(chosen))
        .isEqualTo(0.5);
    assertThat(field(List.of(first, second), Optional.of(List.of())).heldOut(chosen)).isEqualTo(1);
    assertThat(field(List.of(first, second), Optional.empty()).heldOut(chosen)).isNaN();
    assertThat(field(List.of(first), Optional.of(List.of())).heldOut(chosen)).isNaN();
  }

  private static Field field(List<TestRun> failing, Optional<List<Field.Partial>> partial) {
    return new Field(
        List.of(), failing, List.of(), _ -> List.of(), path -> path, partial, 1, false);
  }

  private static final String CODE =
      """
      package p;
      import java.util.List;
      class A<T extends Comparable<T>> {
        private int limit = 3;
        A(int limit) { this.limit = limit; }
        int f(T t, List<String> l, int[][] n) { return 1; }
        private int g() { return 2; }
        static class In { void h(long x) { new Thread() { public void run() { x(); } }; } void x() { } }
      }
      """;

  private static Set<Method> changed(String at) {
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("A.java", CODE);
    return ChangedMethods.of(
        Patch.of(new Edit("A.java", new Span(CODE.indexOf(at), 1), "9")), _ -> source);
  }

  @Test
  void the_changed_method_is_the_outermost_around_the_edit() {
    assertThat(changed("1;"))
        .containsExactly(new Method("p.A", "f", "Ljava/lang/Comparable;Ljava/util/List;[[I"));
    assertThat(changed("x(); }")).containsExactly(new Method("p.A$In", "h", "J"));
    assertThat(changed("2;")).containsExactly(new Method("p.A", "g", ""));
  }

  @Test
  void an_edit_of_a_field_may_change_every_method_that_can_be_called_from_outside() {
    assertThat(changed("3;")).extracting(Method::name).containsExactlyInAnyOrder("<init>", "f");
  }

  @Test
  void the_classes_of_failing_tests_are_recorded_first_then_quick_ones_that_cover()
      throws Exception {
    List<Replay.Question> asked = new ArrayList<>();
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("A.java", CODE);
    Candidate candidate =
        new Candidate(
            "Op",
            Trust.ORDINARY,
            Patch.of(new Edit("A.java", new Span(CODE.indexOf("1;"), 1), "9")),
            "A.java",
            6,
            "A.f",
            "",
            0.5);
    Plausible plausible = new Plausible(candidate, 0, 1);
    TestRun slow = slow(Runs.passed("SlowTest#a"));
    new Replaying(
            question -> {
              asked.add(question);
              return new Answer.Unavailable("asked");
            },
            Given.patient(),
            _ -> List.of(Compiled.Classes.of(Map.of("p.A", new byte[] {1}))),
            _ -> source,
            test -> test.className().startsWith("Other") ? "other" : "m")
        .of(
            Ranking.classes(List.of(plausible)),
            new Field(
                List.of(plausible),
                List.of(Runs.failed("FailTest#a"), Runs.failed("OtherTest#a")),
                List.of(),
                _ -> List.of(slow, Runs.passed("QuickTest#a"), Runs.passed("FailTest#b")),
                path -> CODE,
                Optional.empty(),
                1,
                true));
    assertThat(asked)
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.classes())
                  .isEqualTo(Map.of("m", List.of("FailTest", "QuickTest")));
              assertThat(question.versions()).hasSize(1);
              assertThat(question.methods()).extracting(Method::name).containsExactly("f");
              assertThat(question.failing())
                  .extracting(TestId::className)
                  .containsExactlyInAnyOrder("FailTest", "OtherTest");
            });
  }

  private static TestRun slow(TestRun run) {
    return new TestRun(
        run.test(),
        run.status(),
        java.time.Duration.ofMinutes(1),
        run.steps(),
        run.failure(),
        run.covered());
  }
}
