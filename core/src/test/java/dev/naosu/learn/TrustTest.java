package dev.naosu.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.prove.safety.Deed.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrustTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Trust.Terms TERMS = Trust.Terms.usual();

  private static Trust after(Phase... phases) {
    Trust trust = Trust.unknown("restart", "shop");
    for (Phase each : phases) {
      trust = trust.after(each, TERMS, NOON);
    }
    return trust;
  }

  /// With Jeffreys' prior and no failure, the bound has tables: Brown, Cai, DasGupta, 2001.
  @Test
  void the_bound_is_that_of_the_beta_distribution() {
    assertThat(new Posterior(20, 0).exceededWith(0.95)).isCloseTo(0.909, within(0.002));
    assertThat(new Posterior(0, 0).exceededWith(0.5)).isCloseTo(0.5, within(0.001));
    assertThat(new Posterior(5, 5).exceededWith(0.5)).isCloseTo(0.5, within(0.001));
    assertThat(new Posterior(20, 1).exceededWith(0.95))
        .isLessThan(new Posterior(20, 0).exceededWith(0.95));
  }

  @Test
  void one_harm_costs_the_trust() {
    Trust trust = after(Phase.HELPED, Phase.HELPED, Phase.HARMED);
    assertThat(trust.distrusted()).contains(NOON);
    assertThat(trust.helped()).isZero();
    assertThat(trust.harmed()).isEqualTo(1);
  }

  @Test
  void two_failures_in_a_row_cost_it_and_with_a_success_between_they_do_not() {
    assertThat(after(Phase.NO_EFFECT, Phase.BROKE).distrusted()).isPresent();
    assertThat(after(Phase.NO_EFFECT, Phase.HELPED, Phase.NO_EFFECT).distrusted()).isEmpty();
  }

  @Test
  void what_was_not_done_teaches_nothing() {
    assertThat(after(Phase.STOPPED, Phase.EXPIRED, Phase.SHADOWED))
        .isEqualTo(Trust.unknown("restart", "shop"));
  }

  @Test
  void success_alone_gives_it_back_to_nobody() {
    Trust trust = after(Phase.HARMED);
    for (int i = 0; i < 100; i++) {
      trust = trust.after(Phase.HELPED, TERMS, NOON);
    }
    assertThat(trust.distrusted()).isPresent();
    assertThat(TERMS.against(trust)).isEmpty();
    assertThat(trust.signed().distrusted()).isEmpty();
  }

  @Test
  void twenty_successes_are_enough_and_nineteen_are_not() {
    Trust trust = Trust.unknown("restart", "shop");
    for (int i = 0; i < 19; i++) {
      trust = trust.after(Phase.HELPED, TERMS, NOON);
    }
    assertThat(TERMS.against(trust)).hasValueSatisfying(why -> assertThat(why).contains("19"));
    assertThat(TERMS.against(trust.after(Phase.HELPED, TERMS, NOON))).isEmpty();
    assertThat(TERMS.against(after(Phase.NO_EFFECT))).isPresent();
  }

  @Test
  void times_are_told_by_their_geometric_mean_and_quantiles_and_nothing_is_not_zero() {
    assertThat(HealingKpis.of(List.of(), List.of(), 0)).allMatch(each -> each.value().isEmpty());
    List<Kpi> kpis =
        HealingKpis.of(
            List.of(),
            List.of(episode(1, 10, true), episode(4, 1_000, false), episode(16, 100, true)),
            1);
    assertThat(value(kpis, "detection_seconds_mean")).isCloseTo(4, within(1e-9));
    assertThat(value(kpis, "detection_seconds_p50")).isEqualTo(4);
    assertThat(value(kpis, "detection_seconds_p90")).isEqualTo(16);
    assertThat(value(kpis, "repair_seconds_mean")).isCloseTo(100, within(1e-9));
    assertThat(value(kpis, "troubles_healed_rate")).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(value(kpis, "preventive_share")).isEqualTo(0.25);
  }

  private static Episode episode(long detection, long recovery, boolean healed) {
    return new Episode(
        "shop/app",
        "down",
        NOON,
        NOON.plusSeconds(detection),
        Optional.of(NOON.plus(Duration.ofSeconds(recovery))),
        healed);
  }

  private static double value(List<Kpi> kpis, String name) {
    return kpis.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .orElseThrow();
  }
}
