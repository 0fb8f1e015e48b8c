package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.SuiteRun;
import dev.naosu.project.Build;
import dev.naosu.project.MemoryCopy;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProverTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /// A build that gives the answers it was told, in order.
  private static final class FakeBuild implements Build {
    final Deque<Supplier<Suite>> answers = new ArrayDeque<>();

    FakeBuild then(Supplier<Suite> answer) {
      answers.add(answer);
      return this;
    }

    @Override
    public Compilation compile() {
      throw new AssertionError("a proof runs the tests");
    }

    @Override
    public Suite test(Duration limit) {
      assertThat(limit).isEqualTo(LIMIT);
      return answers.remove().get();
    }

    @Override
    public String testCommand() {
      return "./build test";
    }
  }

  private final MemoryCopy copy =
      new MemoryCopy(Map.of("A.java", "class A {}", "B.java", "class B {}"));

  private Prover.Verdict prove(FakeBuild build, Set<String> failingBefore, Prover.Check check) {
    Map<String, String> before = copy.texts();
    Prover prover = new Prover(copy, build, 3, failingBefore, Set.of("T#bug"), check, LIMIT);
    Prover.Verdict verdict = prover.prove(Given.candidate("// better\n", 0.5));
    assertThat(copy.texts()).isEqualTo(before);
    return verdict;
  }

  private Prover.Verdict prove(Build.Suite suite) {
    return prove(new FakeBuild().then(() -> suite), Set.of("T#bug"), Prover.Check.NONE);
  }

  private static Build.Suite suite(String... failing) {
    return new Build.Suite(
        new Exit.Finished(failing.length == 0 ? 0 : 1, "", Duration.ZERO),
        true,
        3,
        List.of(failing));
  }

  private static Build.Suite uncounted(int code) {
    return new Build.Suite(new Exit.Finished(code, "", Duration.ZERO), false, 0, List.of());
  }

  @Test
  void a_green_suite_proves() {
    assertThat(prove(suite()))
        .isEqualTo(
            new Prover.Verdict.Proven(
                new Proof("./build test", List.of("T#bug"), 3, 3, List.of())));
  }

  @Test
  void the_build_sees_the_patch_and_the_copy_is_put_back() {
    prove(
        new FakeBuild()
            .then(
                () -> {
                  assertThat(copy.read("A.java")).isEqualTo("// better\nclass A {}");
                  assertThat(copy.read("B.java")).isEqualTo("class B {}");
                  return suite();
                }),
        Set.of("T#bug"),
        Prover.Check.NONE);
    assertThat(copy.read("A.java")).isEqualTo("class A {}");
  }

  @Test
  void the_copy_is_put_back_also_when_the_build_throws() {
    FakeBuild build =
        new FakeBuild()
            .then(
                () -> {
                  throw new IllegalStateException("disk full");
                });
    Prover prover = new Prover(copy, build, 3, Set.of(), Set.of("T#bug"), Prover.Check.NONE, LIMIT);
    assertThatThrownBy(() -> prover.prove(Given.candidate("x", 0.5))).hasMessage("disk full");
    assertThat(copy.read("A.java")).isEqualTo("class A {}");
  }

  @Test
  void a_test_that_still_fails_refutes() {
    assertThat(prove(suite("T#bug")))
        .isEqualTo(new Prover.Verdict.Refuted("T#bug still fails in the project's own build"));
  }

  @Test
  void a_new_failure_refutes() {
    FakeBuild build = new FakeBuild().then(() -> suite("T#new")).then(() -> suite("T#bug"));
    assertThat(prove(build, Set.of("T#bug"), Prover.Check.NONE))
        .isEqualTo(new Prover.Verdict.Refuted("the project's own build has a new failure: T#new"));
  }

  @Test
  void a_failure_that_this_build_has_without_the_patch_too_does_not_refute() {
    FakeBuild build =
        new FakeBuild()
            .then(() -> suite("T#environment"))
            .then(
                () -> {
                  assertThat(copy.read("A.java")).isEqualTo("class A {}");
                  return suite("T#bug", "T#environment");
                });
    assertThat(prove(build, Set.of("T#bug"), Prover.Check.NONE))
        .isInstanceOfSatisfying(
            Prover.Verdict.Proven.class,
            proven -> assertThat(proven.proof().otherFailures()).containsExactly("T#environment"));
  }

  @Test
  void the_unpatched_build_is_asked_once() {
    FakeBuild build =
        new FakeBuild()
            .then(() -> suite("T#environment"))
            .then(() -> suite("T#bug", "T#environment"))
            .then(() -> suite("T#environment"));
    Prover prover =
        new Prover(copy, build, 3, Set.of("T#bug"), Set.of("T#bug"), Prover.Check.NONE, LIMIT);
    assertThat(prover.prove(Given.candidate("x", 0.5))).isInstanceOf(Prover.Verdict.Proven.class);
    assertThat(prover.prove(Given.candidate("y", 0.5))).isInstanceOf(Prover.Verdict.Proven.class);
    assertThat(build.answers).isEmpty();
  }

  @Test
  void a_failure_known_from_before_neither_refutes_nor_asks_again() {
    assertThat(
            prove(
                new FakeBuild().then(() -> suite("T#known")),
                Set.of("T#bug", "T#known"),
                Prover.Check.NONE))
        .isInstanceOf(Prover.Verdict.Proven.class);
  }

  @Test
  void an_objection_refutes_a_green_suite() {
    assertThat(prove(new FakeBuild().then(() -> suite()), Set.of("T#bug"), () -> Optional.of("no")))
        .isEqualTo(new Prover.Verdict.Refuted("no"));
  }

  @Test
  void the_objection_is_asked_for_while_the_patch_is_in_place() {
    prove(
        new FakeBuild().then(() -> suite()),
        Set.of("T#bug"),
        () -> {
          assertThat(copy.read("A.java")).startsWith("// better");
          return Optional.empty();
        });
  }

  @Test
  void a_command_that_counts_no_tests_proves_by_its_exit_code() {
    assertThat(prove(uncounted(0))).isInstanceOf(Prover.Verdict.Proven.class);
    assertThat(prove(uncounted(1))).isInstanceOf(Prover.Verdict.Refuted.class);
  }

  @Test
  void what_could_not_be_told_is_undecided() {
    assertThat(prove(new Build.Suite(new Exit.TimedOut(LIMIT, ""), false, 0, List.of())))
        .isInstanceOf(Prover.Verdict.Undecided.class);
    assertThat(prove(new Build.Suite(new Exit.NeverStarted("no mvn"), false, 0, List.of())))
        .isEqualTo(new Prover.Verdict.Undecided("the project's build did not start: no mvn"));
    assertThat(prove(new Build.Suite(new Exit.Finished(0, "", Duration.ZERO), true, 0, List.of())))
        .isEqualTo(new Prover.Verdict.Undecided("the project's own build ran no test"));
  }

  private static final class Watching implements Finalists.Watcher {
    final StringBuilder told = new StringBuilder();

    @Override
    public void proving(int number, int of) {
      told.append(number).append('/').append(of);
    }

    @Override
    public void proved(int number, boolean holds, Duration took) {
      told.append(holds ? "+ " : "- ");
    }
  }

  private Finalists.Choice choose(FakeBuild build, int shown, Watching watching, Plausible... all)
      throws InterruptedException {
    Prover prover =
        new Prover(copy, build, 3, Set.of("T#bug"), Set.of("T#bug"), Prover.Check.NONE, LIMIT);
    return new Finalists(
            prover, Given.notReplaying(), new SuiteRun(List.of(), List.of()), Given.NOW)
        .choose(
            Given.field(List.of(all), List.of(dev.naosu.detect.Runs.failed("T#bug")), copy::read),
            shown,
            watching);
  }

  private static Plausible plausible(String name, double score, long behaviour) {
    return new Plausible(Given.candidate(name, score), 0, behaviour);
  }

  @Test
  void the_best_of_each_class_goes_through_the_build_until_enough_are_shown() throws Exception {
    Watching watching = new Watching();
    Finalists.Choice choice =
        choose(
            new FakeBuild().then(() -> suite("T#bug")).then(() -> suite()),
            1,
            watching,
            plausible("best", 0.9, 1),
            plausible("twin", 0.8, 1),
            plausible("second", 0.7, 2),
            plausible("third", 0.6, 3));
    assertThat(choice.repairs())
        .singleElement()
        .satisfies(
            repair -> {
              assertThat(Given.name(repair.candidate())).isEqualTo("second");
              assertThat(repair.diff()).contains("+secondclass A {}");
              assertThat(repair.doubts()).anyMatch(doubt -> doubt.contains("2 other edits pass"));
              assertThat(repair.agreeing()).isZero();
              assertThat(repair.features())
                  .containsEntry("score", 0.7)
                  .containsEntry("rivals", Math.log1p(2))
                  .containsEntry("replayed", 0.0)
                  .allSatisfy((_, value) -> assertThat(value).isFinite());
              assertThat(repair.replayed().unavailable()).isNotEmpty();
            });
    assertThat(choice.refuted()).isEqualTo(1);
    assertThat(watching.told).hasToString("1/3- 2/3+ ");
  }

  @Test
  void only_a_few_more_finalists_are_tried_than_are_shown() throws Exception {
    FakeBuild build = new FakeBuild();
    for (int i = 0; i < 5; i++) {
      build.then(() -> uncounted(1));
    }
    Plausible[] many = new Plausible[9];
    Arrays.setAll(many, i -> plausible("n" + i, 0.9 - i * 0.1, i));
    Finalists.Choice choice = choose(build, 1, new Watching(), many);
    assertThat(choice.repairs()).isEmpty();
    assertThat(choice.refuted()).isEqualTo(5);
    assertThat(choice.lastRefusal()).isEqualTo("the project's own build fails");
  }

  @Test
  void an_undecided_finalist_is_neither_shown_nor_counted_as_refuted() throws Exception {
    Finalists.Choice choice =
        choose(
            new FakeBuild()
                .then(() -> new Build.Suite(new Exit.NeverStarted("no mvn"), false, 0, List.of())),
            1,
            new Watching(),
            plausible("a", 0.9, 1));
    assertThat(choice.repairs()).isEmpty();
    assertThat(choice.refuted()).isZero();
    assertThat(choice.lastRefusal()).contains("no mvn");
  }

  @Test
  void nothing_plausible_needs_no_build() throws Exception {
    assertThat(choose(new FakeBuild(), 3, new Watching()))
        .isEqualTo(new Finalists.Choice(List.of(), 0, 0, ""));
  }

  @Test
  void an_interrupt_between_finalists_ends_the_choice() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> choose(new FakeBuild(), 1, new Watching(), plausible("a", 0.9, 1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(copy.read("A.java")).isEqualTo("class A {}");
  }
}
