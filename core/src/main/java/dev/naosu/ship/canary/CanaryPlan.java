package dev.naosu.ship.canary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How a new version is let in, and what is held against it.
///
/// @param stages one after the other, with growing shares below 1; after the last one the new
///   version gets everything
/// @param falseRollBacks the share of canaries, of versions that are no worse, that may be rolled
///   back, in (0, 0.5]; over the whole canary, however often one looks
/// @param leastRequests that each version has to answer in a stage before the next one begins
/// @param longestExtension of a stage that is over and could not be decided
/// @param warmUp at the beginning of each stage, in which it does not count how long a new JVM
///   takes
/// @param slower by how much more time matters, as a share: 0.2 lets 100 ms become 120 ms
/// @param latencyRollsBack whether being slower is enough; if not, it stops the canary until a
///   person decides
/// @param firstSightChance how likely it may be that chance put a failure that nobody saw before on
///   the new version, for it to be rolled back at once
/// @param power the chance of noticing that predictions are made for
public record CanaryPlan(
    List<Stage> stages,
    double falseRollBacks,
    long leastRequests,
    Duration longestExtension,
    Duration warmUp,
    double slower,
    boolean latencyRollsBack,
    double firstSightChance,
    double power) {
  /// 5 % for half an hour and 50 % for an hour.
  public static final CanaryPlan USUAL =
      new CanaryPlan(
          List.of(new Stage(0.05, Duration.ofMinutes(30)), new Stage(0.5, Duration.ofMinutes(60))),
          0.01,
          100,
          Duration.ofHours(2),
          Duration.ofMinutes(2),
          0.2,
          true,
          0.1,
          0.95);

  /// The guards share what may be wrong: the sum of these is 1.
  private static final double FOR_ERRORS = 0.5;

  private static final double FOR_LATENCY = 0.3;
  private static final double FOR_FAILURES = 0.1;
  private static final double FOR_SILENCE = 0.1;

  /// A part of the canary.
  ///
  /// @param share of the requests that the new version gets, in (0, 1)
  /// @param time that it lasts at least
  public record Stage(double share, Duration time) {}

  public CanaryPlan {
    stages = List.copyOf(stages);
    List<String> mistakes = new ArrayList<>();
    double before = 0;
    if (stages.isEmpty()) {
      mistakes.add("a canary needs at least one stage, such as 5 % for 30 minutes");
    }
    for (Stage each : stages) {
      if (!(each.share() > before && each.share() < 1)) {
        mistakes.add(
            "the shares of the stages grow from above 0 to below 1, where everything is the end and"
                + " no stage; they do not at "
                + each.share());
      }
      if (!isPositive(each.time())) {
        mistakes.add("a stage lasts longer than 0, not " + each.time());
      }
      before = each.share();
    }
    if (!(falseRollBacks > 0 && falseRollBacks <= 0.5)) {
      mistakes.add(
          "the share of false roll backs is above 0 and at most 0.5, not " + falseRollBacks);
    }
    if (leastRequests < 1) {
      mistakes.add("a version has to answer at least 1 request, not " + leastRequests);
    }
    if (longestExtension.isNegative() || warmUp.isNegative()) {
      mistakes.add(
          "an extension and a warm-up are not less than 0, as "
              + longestExtension
              + " and "
              + warmUp
              + " are");
    }
    if (!(slower >= 0 && slower <= 10)) {
      mistakes.add("how much slower matters is a share from 0 to 10, not " + slower);
    }
    if (!(firstSightChance >= 0 && firstSightChance < 1)) {
      mistakes.add(
          "the chance of a first sight is at least 0 (never at once) and below 1, not "
              + firstSightChance);
    }
    if (!(power > 0.5 && power < 1)) {
      mistakes.add("predictions are made for a chance above 0.5 and below 1, not " + power);
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mistakes));
    }
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  /// From this e-value on, errors roll back; above 1.
  public double errorsNeeded() {
    return 1 / (FOR_ERRORS * falseRollBacks);
  }

  /// From this e-value on, latency does.
  public double slownessNeeded() {
    return 1 / (FOR_LATENCY * falseRollBacks);
  }

  double failuresAlpha() {
    return FOR_FAILURES * falseRollBacks;
  }

  double silenceAlpha() {
    return FOR_SILENCE * falseRollBacks;
  }
}
