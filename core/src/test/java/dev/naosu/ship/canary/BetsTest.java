package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BetsTest {
  private static final Duration SPAN = Duration.ofSeconds(10);

  @Test
  void nothing_is_won_or_lost_by_spreading() {
    Bets bets = Bets.on(4);
    for (int i = 0; i < 1000; i++) {
      bets = bets.after(SPAN, _ -> 0);
    }
    assertThat(bets.all()).isCloseTo(1, within(1e-9));
  }

  @Test
  void what_was_lost_in_a_burst_is_won_again_after_it() {
    Bets bets = Bets.on(2);
    for (int i = 0; i < 20; i++) {
      bets = bets.after(SPAN, _ -> -5);
    }
    assertThat(bets.all()).isBetween(0.1, 0.3);
    for (int i = 0; i < 20; i++) {
      bets = bets.after(SPAN, kind -> kind == 0 ? 1 : -5);
    }
    assertThat(bets.all()).isGreaterThan(1_000);
  }

  @Test
  void wealth_stays_a_number() {
    Bets bets = Bets.on(1);
    for (int i = 0; i < 1000; i++) {
      bets = bets.after(SPAN, _ -> 1_000);
    }
    assertThat(bets.all()).isFinite().isGreaterThan(1e12);
  }
}
