package dev.naosu.detect.watch;

import dev.naosu.detect.metrics.Reading;
import dev.naosu.detect.traces.Operations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whether an operation takes much longer than usual: step after step, and for enough requests.
final class Slowness {
  private static final int MOST = 500;

  /// About three times as far from the median as nine values of ten.
  private static final double LARGE = 0.75;

  private static final double TIMES = 2;
  private static final double SECONDS = 0.02;
  private static final int STEPS = 3;
  private static final long ASKED = 20;
  private static final Duration AGAIN = Duration.ofMinutes(5);

  /// @param steps one after the other
  private record Streak(int steps, long asked, Instant began, Optional<Instant> told) {}

  private final Map<String, Streak> streaks = new LinkedHashMap<>(16, 0.75f, true);

  Optional<Finding> see(Operations.Summary step, Reading reading, Instant now) {
    boolean isSlow =
        reading.deviation() >= LARGE
            && reading.point().value() >= TIMES * reading.usual()
            && reading.point().value() - reading.usual() >= SECONDS;
    if (!isSlow) {
      streaks.remove(step.operation());
      return Optional.empty();
    }
    Streak before =
        streaks.getOrDefault(step.operation(), new Streak(0, 0, step.at(), Optional.empty()));
    Streak streak =
        new Streak(
            before.steps() + 1, before.asked() + step.asked(), before.began(), before.told());
    boolean isNew = streak.told().isEmpty() || !streak.told().get().plus(AGAIN).isAfter(now);
    boolean tells = streak.steps() >= STEPS && streak.asked() >= ASKED && isNew;
    streaks.put(
        step.operation(),
        tells
            ? new Streak(streak.steps(), streak.asked(), streak.began(), Optional.of(now))
            : streak);
    if (streaks.size() > MOST) {
      streaks.remove(streaks.keySet().iterator().next());
    }
    return tells ? Optional.of(told(step.operation(), streak, reading)) : Optional.empty();
  }

  private static Finding told(String operation, Streak streak, Reading reading) {
    return new Finding(
        operation + " takes much longer than usual",
        streak.began(),
        Map.of(
            "watch",
            "latency",
            "operation",
            operation,
            "p95",
            seconds(reading.point().value()),
            "usual",
            seconds(reading.usual()),
            "asked",
            Long.toString(streak.asked())));
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.3f s", value);
  }
}
