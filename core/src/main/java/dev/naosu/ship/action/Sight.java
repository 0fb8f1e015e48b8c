package dev.naosu.ship.action;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/// What was seen of a target before something was done to it, to be compared with what is seen
/// afterwards.
///
/// @param conditions that say how it should be
record Sight(List<Condition> conditions, Vitals before) {
  /// A distance from the threshold grows by itself by less than this share of it.
  private static final double NOISE = 0.1;

  Sight {
    conditions = List.copyOf(conditions);
  }

  /// Whether everything is as it should be; unknown is not good.
  ///
  /// @param since measurements since it was done, the earliest first
  Truth isGood(List<Vitals> since, Instant now) {
    return conditions.stream().map(each -> each.holds(since, now)).reduce(Truth.YES, Truth::and);
  }

  /// Whether something is worse than it was: what held does not, what could be measured cannot, or
  /// what was wrong is clearly more so.
  boolean isWorse(Vitals after) {
    return conditions.stream().anyMatch(each -> isWorse(each, after));
  }

  private boolean isWorse(Condition condition, Vitals after) {
    Truth was = condition.holds(before);
    Truth is = condition.holds(after);
    if (was == Truth.UNKNOWN || is == Truth.YES) {
      return false;
    }
    if (was == Truth.YES || is == Truth.UNKNOWN) {
      return true;
    }
    return distance(condition, after)
        > distance(condition, before) + NOISE * Math.abs(condition.threshold());
  }

  private static double distance(Condition condition, Vitals vitals) {
    OptionalDouble value = vitals.of(condition.vital());
    double beyond = value.orElse(condition.threshold()) - condition.threshold();
    return condition.side() == Side.BELOW ? beyond : -beyond;
  }
}
