package dev.naosu.detect.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Looks whether four of five dates lie in the interval that says so: lives of disks that are known
/// to the end, of which the forecast sees the beginning.
class CalibrationTest {
  private static final int LIVES = 300;
  private static final int KNOWN = 120;
  private static final int STEPS = 4_000;
  private static final double LIMIT = 100;

  /// @param told lives of which a date was told
  /// @param inside of those, how many came true within their interval
  /// @param early how many were over before it began: the dangerous ones
  record Score(int told, int inside, int early, double width) {
    double share() {
      return (double) inside / told;
    }
  }

  @ParameterizedTest
  @EnumSource(Worlds.class)
  void four_of_five_disks_are_full_within_the_interval_that_was_told(Worlds world) {
    Score score = score(world);
    assertThat(score.told()).as("disks of which a date was told").isGreaterThan(LIVES / 2);
    assertThat(score.share()).as("%s: %s", world, score).isBetween(0.70, 0.95);
    assertThat((double) score.early() / score.told()).as("full too early").isLessThan(0.20);
  }

  @Test
  void a_disk_that_does_not_grow_is_hardly_ever_said_to_be_full_one_day() {
    SplittableRandom random = new SplittableRandom(11);
    int alarms = 0;
    for (int life = 0; life < LIVES; life++) {
      double[] values = new double[KNOWN];
      double rest = 0;
      for (int i = 0; i < KNOWN; i++) {
        rest = 0.6 * rest + random.nextGaussian();
        values[i] = 60 + rest;
      }
      if (Forecast.usual().reaches(Worlds.readings(values, KNOWN), 90) instanceof Outlook.Reached) {
        alarms++;
      }
    }
    assertThat(alarms).isLessThanOrEqualTo(LIVES / 50);
  }

  private static Score score(Worlds world) {
    SplittableRandom random = new SplittableRandom(world.name().length());
    int told = 0;
    int inside = 0;
    int early = 0;
    double width = 0;
    for (int life = 0; life < LIVES; life++) {
      double[] values = world.life(random, STEPS);
      int full = KNOWN;
      while (full < STEPS && values[full] < LIMIT) {
        full++;
      }
      if (Forecast.usual().reaches(Worlds.readings(values, KNOWN), LIMIT)
          instanceof Outlook.Reached reached) {
        told++;
        Instant truth = Worlds.at(full);
        boolean tooEarly = truth.isBefore(reached.earliest());
        boolean tooLate = reached.latest().filter(truth::isAfter).isPresent();
        early += tooEarly ? 1 : 0;
        inside += tooEarly || tooLate ? 0 : 1;
        width +=
            reached
                .latest()
                .map(
                    latest ->
                        (double) (latest.getEpochSecond() - reached.earliest().getEpochSecond())
                            / (truth.getEpochSecond() - Worlds.at(KNOWN).getEpochSecond()))
                .orElse(2.0);
      }
    }
    return new Score(told, inside, early, width / Math.max(1, told));
  }
}
