package dev.naosu.ship.revert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.revert.Settled.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettledTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);

  @Test
  void what_nobody_decided_about_may_be_undone() {
    assertThat(against(A, entry(B, "other"), entry(A, "faster"))).isEmpty();
    assertThat(against(A, entry(A, "fix\n\nHealed-by: naosu 1"))).isEmpty();
  }

  @Test
  void a_person_who_took_back_what_naosu_undid_has_decided() {
    assertThat(
            against(
                A,
                entry(C, "Revert \"revert: faster\"\n\nThis reverts commit " + B + "."),
                entry(B, "revert: faster\n\nThis reverts commit " + A + ".\n\nReverted-by: naosu"),
                entry(A, "faster")))
        .hasValueSatisfying(why -> assertThat(why).contains("took that back in ccccccc"));
  }

  @Test
  void a_person_who_took_back_a_repair_has_decided() {
    assertThat(
            against(
                B,
                entry(B, "No\n\nThis reverts commit " + A + "."),
                entry(A, "fix: x\n\nHealed-by: naosu 1")))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .isEqualTo(
                        "bbbbbbb (No) is how a person took back what naosu did in aaaaaaa (fix: x)"));
  }

  @Test
  void a_person_may_say_that_a_commit_is_to_be_kept() {
    assertThat(
            against(A, entry(B, "We need it\n\nNaosu-Keep: " + A.substring(0, 9)), entry(A, "x")))
        .isPresent();
    assertThat(
            against(A, entry(B, "x\n\nNaosu-Keep: " + A + "\nHealed-by: naosu 1"), entry(A, "x")))
        .isEmpty();
  }

  @Test
  void what_naosu_did_to_its_own_work_is_no_decision_of_a_person() {
    assertThat(
            against(
                C,
                entry(C, "faster"),
                entry(B, "revert: fix\n\nThis reverts commit " + A + ".\n\nReverted-by: naosu"),
                entry(A, "fix\n\nHealed-by: naosu 1")))
        .isEmpty();
  }

  private static Optional<String> against(String undone, Entry... history) {
    return Settled.against(Set.of(undone), List.copyOf(Arrays.asList(history)));
  }

  private static Entry entry(String name, String message) {
    return new Entry(name, message);
  }
}
