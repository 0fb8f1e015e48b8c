package dev.naosu.detect.vitals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/// That a vital is above or below a threshold for a while.
///
/// @param vital by name
/// @param threshold in the vital's unit; a value that equals it is neither above nor below
/// @param lasting without a break until now; zero for the last measurement alone
public record Condition(String vital, Side side, double threshold, Duration lasting) {
  /// Which side of the threshold.
  public enum Side {
    ABOVE,
    BELOW
  }

  public Condition {
    if (!Double.isFinite(threshold) || lasting.isNegative()) {
      throw new IllegalArgumentException(
          "a threshold is a number and a time is not negative: " + threshold + ", " + lasting);
    }
  }

  public Truth holds(Vitals vitals) {
    OptionalDouble value = vitals.of(vital);
    if (value.isEmpty()) {
      return Truth.UNKNOWN;
    }
    return Truth.of(
        side == Side.ABOVE ? value.getAsDouble() > threshold : value.getAsDouble() < threshold);
  }

  /// Unknown where the time was not covered by measurements, or one of them is missing.
  ///
  /// @param history of one target, oldest first
  public Truth holds(List<Vitals> history, Instant now) {
    if (history.isEmpty()) {
      return Truth.UNKNOWN;
    }
    Truth latest = holds(history.getLast());
    if (lasting.isZero() || latest != Truth.YES) {
      return latest;
    }
    Instant since = now.minus(lasting);
    boolean isCovered = !history.getFirst().at().isAfter(since);
    return history.stream()
        .filter(each -> !each.at().isBefore(since))
        .map(this::holds)
        .reduce(isCovered ? Truth.YES : Truth.UNKNOWN, Truth::and);
  }
}
