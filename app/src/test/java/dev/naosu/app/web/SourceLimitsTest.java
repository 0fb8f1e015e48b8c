package dev.naosu.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.SourceLimits.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceLimitsTest {
  private static final Source SHOP = Source.of(new Visitor("token:shop", Role.OPERATOR, "1a"));
  private static final Source OTHER = Source.of(new Visitor("token:shop", Role.OPERATOR, "2b"));
  private static final Source COLLECTOR =
      Source.of(new Visitor("token:collector", Role.OPERATOR, "3c"));

  private Instant now = Instant.parse("2026-11-28T12:00:00Z");

  /// 1,000 bytes and 10 requests a second, 2 seconds saved up.
  private final SourceLimits limits =
      new SourceLimits(
          new Allowance(1_000, 10, Duration.ofSeconds(2)),
          Map.of("collector", new Allowance(1_000_000, 10_000, Duration.ofSeconds(2))),
          () -> now);

  @Test
  void requests_come_in_until_the_burst_is_used_up_and_then_at_the_rate() {
    for (int i = 0; i < 20; i++) {
      assertThat(limits.admit(SHOP, 0)).isEmpty();
    }
    assertThat(limits.admit(SHOP, 0)).contains(Duration.ofMillis(100));
    passes(Duration.ofMillis(99));
    Duration rest = limits.admit(SHOP, 0).orElseThrow();
    assertThat(rest).isBetween(Duration.ofMillis(1), Duration.ofNanos(1_001_000));
    passes(rest);
    assertThat(limits.admit(SHOP, 0)).isEmpty();
    assertThat(limits.admit(SHOP, 0)).isPresent();
  }

  @Test
  void a_delivery_larger_than_the_burst_passes_and_leaves_a_debt() {
    assertThat(limits.admit(SHOP, 12_000)).isEmpty();
    Duration wait = limits.admit(SHOP, 1).orElseThrow();
    assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    passes(wait);
    assertThat(limits.admit(SHOP, 1)).as("after exactly the time that was told").isEmpty();
  }

  @Test
  void what_a_body_is_unpacked_counts_too() {
    assertThat(limits.admit(SHOP, 100)).isEmpty();
    limits.charge(SHOP, 9_900);
    assertThat(limits.admit(SHOP, 0).orElseThrow()).isGreaterThan(Duration.ofSeconds(7));
  }

  @Test
  void over_an_hour_nobody_gets_more_than_the_rate() {
    long bytes = 0;
    for (int i = 0; i < 36_000; i++) {
      if (limits.admit(SHOP, 300).isEmpty()) {
        bytes += 300;
      }
      passes(Duration.ofMillis(100));
    }
    assertThat(bytes).isBetween(3_600_000L - 1_000, 3_600_000L + 2_000 + 300);
  }

  @Test
  void who_was_silent_has_saved_up_no_more_than_the_burst() {
    limits.admit(SHOP, 0);
    passes(Duration.ofDays(1));
    for (int i = 0; i < 20; i++) {
      assertThat(limits.admit(SHOP, 0)).isEmpty();
    }
    assertThat(limits.admit(SHOP, 0)).isPresent();
  }

  @Test
  void each_token_is_a_source_of_its_own_whatever_its_name() {
    limits.admit(SHOP, 100_000);
    assertThat(limits.admit(SHOP, 1)).isPresent();
    assertThat(limits.admit(OTHER, 1)).isEmpty();
    assertThat(limits.admit(Source.named("1a"), 1)).as("no token").isEmpty();
  }

  @Test
  void a_source_that_is_named_has_what_it_was_given() {
    limits.admit(COLLECTOR, 1_000_000);
    assertThat(limits.admit(COLLECTOR, 900_000)).isEmpty();
    limits.admit(Source.named("collector"), 1_500_000);
    assertThat(limits.admit(Source.named("collector"), 1)).isEmpty();
  }

  @Test
  void a_clock_that_is_set_back_gives_and_takes_nothing() {
    limits.admit(SHOP, 2_999);
    passes(Duration.ofHours(-1));
    assertThat(limits.admit(SHOP, 1)).contains(Duration.ofSeconds(1));
    passes(Duration.ofSeconds(1));
    assertThat(limits.admit(SHOP, 1)).isEmpty();
  }

  @Test
  void of_very_many_sources_those_that_were_silent_longest_are_forgotten() {
    limits.admit(Source.named("first"), 100_000);
    limits.admit(Source.named("second"), 100_000);
    for (int i = 0; i < 9_998; i++) {
      limits.admit(Source.named("source " + i), 1);
    }
    assertThat(limits.admit(Source.named("first"), 1)).as("still known").isPresent();
    limits.admit(Source.named("one more"), 1);
    assertThat(limits.admit(Source.named("first"), 1)).as("asked lately").isPresent();
    assertThat(limits.admit(Source.named("second"), 1)).as("forgotten").isEmpty();
  }

  private void passes(Duration time) {
    now = now.plus(time);
  }
}
