package dev.naosu.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Replayed;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShipTest {
  @Test
  void the_same_failure_has_the_same_name_whatever_the_order_and_the_line() {
    Incident first = Incident.of(List.of(failing("total", 84), failing("average", 12)));
    Incident second = Incident.of(List.of(failing("average", 13), failing("total", 90)));

    assertThat(first).isEqualTo(second);
    assertThat(first.branch()).matches("auto-fix/cart-[0-9a-f]{6}");
    assertThat(Incident.of(List.of(failing("total", 84)))).isNotEqualTo(first);
  }

  @Test
  void a_name_is_fit_for_a_branch_whatever_the_class_is_called() {
    TestRun odd =
        new TestRun(
            new TestId("p.Größe$Test", "m", ""),
            TestRun.Status.ERROR,
            Duration.ZERO,
            0,
            Optional.empty(),
            new BitSet());
    assertThat(Incident.of(List.of(odd)).name()).matches("[a-z0-9-]+");
  }

  @Test
  void the_message_says_issue_cause_solution_tests_and_confidence_and_ends_with_its_trailer() {
    CommitMessage message =
        CommitMessage.of(
            repair("compare with <= instead of <"), List.of(failing("total", 84)), "1.2");

    assertThat(message.subject()).isEqualTo("fix: compare with <= instead of < in Cart.total");
    assertThat(message.body())
        .containsSubsequence(
            "Issue:\n- shop.CartTest#total",
            "Root cause:\nThe loop",
            "Solution:\nCompare with <=",
            "Tests:\n`./mvnw test` in fresh JVMs: the failing test passes",
            "Confidence:\n0.94",
            "- no test says so");
    assertThat(message.text()).endsWith("\n\nHealed-by: naosu 1.2\n");
    assertThat(message.body().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void a_long_description_is_cut_in_the_subject() {
    CommitMessage message =
        CommitMessage.of(repair("very ".repeat(30) + "long"), List.of(failing("total", 1)), "1");
    assertThat(message.subject()).hasSizeLessThanOrEqualTo(72).endsWith("…");
  }

  @Test
  void text_of_the_patient_cannot_forge_a_subject_or_a_trailer() {
    CommitMessage message =
        CommitMessage.of(
            repair("x\n\nHealed-by: someone\u001b[31m"), List.of(failing("total", 1)), "1");
    assertThat(message.subject()).doesNotContain("\n", "\u001b");
    assertThat(message.text().lines().filter(line -> line.startsWith("Healed-by:")))
        .containsExactly("Healed-by: naosu 1");
  }

  @Test
  void a_change_names_the_files_it_changes_before_and_after_and_those_it_makes_after() {
    Patch patch = Patch.of(new Edit("A.java", new Span(0, 1), "b"));
    assertThat(Change.of(patch, _ -> "a"))
        .isEqualTo(new Change(Map.of("A.java", "a"), Map.of("A.java", "b")));
    assertThat(new Change(Map.of("A", "a"), Map.of("A", "b", "B", "new")).created())
        .isEqualTo(Map.of("B", "new"));
    assertThatThrownBy(() -> new Change(Map.of("A", ""), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TestRun failing(String method, int line) {
    return new TestRun(
        new TestId("shop.CartTest", method, ""),
        TestRun.Status.FAILED,
        Duration.ofMillis(3),
        10,
        Optional.of(
            new Failure(
                "java.lang.ArithmeticException",
                "/ by zero",
                List.of(new Frame("shop.Cart", "average", "Cart.java", line)),
                Optional.empty(),
                Optional.empty())),
        new BitSet());
  }

  @Test
  void a_commit_by_recorded_requests_names_them() {
    Repair by = repair("compare with >=");
    TestRun failing =
        new TestRun(
            new TestId("<requests>", "GET /carts/7", "r1"),
            TestRun.Status.FAILED,
            Duration.ZERO,
            10,
            Optional.empty(),
            new BitSet());
    Repair repair =
        new Repair(
            by.candidate(),
            by.diff(),
            by.cause(),
            new Proof(
                "make test", List.of("x"), 3, 3, List.of(), new Proof.Requests(2, 9, List.of())),
            by.confidence(),
            by.doubts(),
            by.agreeing(),
            by.features(),
            by.replayed());
    assertThat(CommitMessage.of(repair, List.of(failing), "1").body().replaceAll("\\s+", " "))
        .contains("- GET /carts/7")
        .contains("2 showed the failure and show it no more, 9 good ones are answered as before.")
        .contains("`make test` in fresh JVMs: it succeeds, 3 tests run, none fails.");
  }

  private static Repair repair(String description) {
    return new Repair(
        new Candidate(
            "RelationalOperator",
            Trust.ORDINARY,
            Patch.of(new Edit("src/Cart.java", new Span(0, 1), "x")),
            "src/Cart.java",
            84,
            "shop.Cart.total",
            description,
            0.5),
        "--- a\n",
        "The loop ends one too early.",
        new Proof("./mvnw test", List.of("shop.CartTest#total"), 3, 3, List.of()),
        0.94,
        List.of("no test says so"),
        2,
        new TreeMap<>(),
        Replayed.nothing("not asked for"));
  }
}
