package dev.naosu.cycle.incident;

import java.time.Duration;

/// What naosu may do by itself.
///
/// @param shipsFrom confidence from which a repair ships at once, in [0, 1]
/// @param reviewFrom confidence from which it ships when nobody objects within `reviewTime`, in [0,
///   `shipsFrom`]; below, a person must approve
/// @param attempts most attempts at one incident, at least 1
/// @param searchTime longest search of the first attempt; each further one gets twice as long
/// @param coolDown how long a cause is left alone after it was dealt with
/// @param recurrences how often a cause may come back before a person has to see to it
/// @param healingsPerHour most attempts in any hour, over all incidents, at least 1
/// @param mostComplex complexity, in [0, 1], above which an incident is escalated
public record Policy(
    double shipsFrom,
    double reviewFrom,
    Duration reviewTime,
    int attempts,
    Duration searchTime,
    Duration coolDown,
    int recurrences,
    int healingsPerHour,
    double mostComplex) {
  public Policy {
    if (!(0 <= reviewFrom && reviewFrom <= shipsFrom && shipsFrom <= 1)) {
      throw new IllegalArgumentException(
          "confidence gates are 0 <= review <= ships <= 1, not " + reviewFrom + ", " + shipsFrom);
    }
    if (attempts < 1 || recurrences < 1 || healingsPerHour < 1) {
      throw new IllegalArgumentException(
          "attempts, recurrences and healings per hour are at least 1");
    }
    if (!(0 <= mostComplex && mostComplex <= 1)) {
      throw new IllegalArgumentException("complexity is in [0, 1], not " + mostComplex);
    }
    if (reviewTime.isNegative() || searchTime.isNegative() || coolDown.isNegative()) {
      throw new IllegalArgumentException("times are not negative");
    }
  }

  /// What holds where nothing is set.
  public static Policy usual() {
    return new Policy(
        0.9,
        0.7,
        Duration.ofHours(24),
        3,
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        3,
        20,
        0.8);
  }

  /// Who decides about a proven repair.
  Event gate(double confidence) {
    if (confidence >= shipsFrom) {
      return Event.SURE;
    }
    return confidence >= reviewFrom ? Event.LIKELY : Event.UNSURE;
  }

  /// How long the search of an attempt may take.
  ///
  /// @param attempt from 1
  Duration searchTime(int attempt) {
    return searchTime.multipliedBy(1L << Math.min(attempt - 1, 10));
  }
}
