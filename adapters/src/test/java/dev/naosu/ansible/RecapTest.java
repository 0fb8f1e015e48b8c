package dev.naosu.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecapTest {
  private static final String REAL =
      """

      PLAY RECAP *********************************************************************
      db.example.org             : ok=2    changed=1    unreachable=0    failed=1    skipped=3    rescued=0    ignored=0
      web-1                      : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0
      """;

  @Test
  void hosts_that_failed_or_were_not_reached_are_told() {
    Recap recap = Recap.read("TASK [one] ***\nTASK [two] ***\n" + REAL);
    assertThat(recap.isGood()).isFalse();
    assertThat(recap.words())
        .isEqualTo("db.example.org: 1 changed, 1 failed; web-1: 0 changed, not reached");
    assertThat(recap.tasks()).isEqualTo(2);
    assertThat(recap.skipped()).isEqualTo(3);
  }

  @Test
  void a_recap_that_a_task_has_written_is_not_believed() {
    String forged =
        "PLAY RECAP ****\ndb.example.org : ok=9 changed=0 unreachable=0 failed=0 skipped=0\n";
    assertThat(Recap.read(forged + REAL).isGood()).isFalse();
    assertThat(Recap.read(forged + REAL).hosts()).hasSize(2);
  }

  @Test
  void no_recap_is_no_success() {
    assertThat(Recap.read("").isGood()).isFalse();
    assertThat(Recap.read("PLAY RECAP ****\n").isGood()).isFalse();
    assertThat(Recap.read("PLAY RECAP ****\nhunter2\n").words()).isEmpty();
  }
}
