package dev.naosu.detect.watch;

import dev.naosu.detect.metrics.Meaning;
import dev.naosu.detect.metrics.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether several metrics of a service are unusual at once. One alone says nothing: of hundreds,
/// some are unusual at any time.
final class Togetherness {
  private static final Duration AT_ONCE = Duration.ofMinutes(2);
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final double UNUSUAL = 0.6;
  private static final int MOST = 200;
  private static final int SHOWN = 10;

  /// What errors, latency and saturation each count, however many metrics show them.
  private static final int TELLING = 2;

  private static final int ENOUGH = 4;

  private final Deque<Reading> unusual = new ArrayDeque<>();
  private Optional<Instant> told = Optional.empty();

  Optional<Finding> see(List<Reading> readings, Instant now) {
    boolean isMore = false;
    for (Reading each : readings) {
      boolean isSign = each.grade() >= UNUSUAL && (!each.meaning().isTelling() || each.isRise());
      // late values teach, and alarm nobody
      if (isSign && each.point().at().isAfter(now.minus(AT_ONCE))) {
        unusual.addLast(each);
        isMore = true;
      }
    }
    unusual.removeIf(each -> !each.point().at().isAfter(now.minus(AT_ONCE)));
    while (unusual.size() > MOST) {
      unusual.removeFirst();
    }
    boolean isTold = told.isPresent() && told.get().plus(AGAIN).isAfter(now);
    if (!isMore || isTold || weight() < ENOUGH) {
      return Optional.empty();
    }
    told = Optional.of(now);
    return Optional.of(finding());
  }

  private int weight() {
    Set<Meaning> telling = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (Reading each : unusual) {
      if (each.meaning().isTelling()) {
        telling.add(each.meaning());
      } else {
        others.add(each.series().name());
      }
    }
    return telling.isEmpty() ? 0 : TELLING * telling.size() + Math.min(TELLING, others.size());
  }

  private Finding finding() {
    Reading worst =
        unusual.stream()
            .filter(each -> each.meaning().isTelling())
            .max(Comparator.comparingDouble(Reading::grade))
            .orElseThrow();
    Instant began =
        unusual.stream()
            .map(each -> each.point().at())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return new Finding(
        worst.series().name() + " is unusual, and so are others",
        began,
        Map.of(
            "watch",
            "metrics",
            "series",
            unusual.stream()
                .sorted(Comparator.comparingDouble(Reading::grade).reversed())
                .limit(SHOWN)
                .map(Togetherness::words)
                .collect(Collectors.joining("\n"))));
  }

  private static String words(Reading reading) {
    return String.format(
        Locale.ROOT,
        "%s%s: %.4g, usually %.4g",
        reading.series().name(),
        reading.series().labels().isEmpty() ? "" : reading.series().labels(),
        reading.point().value(),
        reading.usual());
  }
}
