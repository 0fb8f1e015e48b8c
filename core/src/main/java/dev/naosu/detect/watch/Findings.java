package dev.naosu.detect.watch;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.journal.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Makes signals of what was found.
final class Findings {
  private static final int SECONDS = 60;
  private static final int DIGITS = 32;

  private final Instant now;
  private final List<Signal> signals = new ArrayList<>();

  Findings(Instant now) {
    this.now = now;
  }

  void addAll(Origin origin, List<Finding> found) {
    found.forEach(each -> add(origin, each));
  }

  void add(Origin origin, Finding found) {
    signals.add(
        new Signal(
            id(origin, found),
            Signal.Kind.HEALTH,
            origin,
            found.began(),
            now,
            found.message(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>(found.facts())));
  }

  List<Signal> signals() {
    return List.copyOf(signals);
  }

  /// Two processes that find the same within a minute tell one signal.
  private String id(Origin origin, Finding found) {
    long minute = Math.floorDiv(now.getEpochSecond(), SECONDS);
    return "watch-"
        + Hash.of(
                String.join(
                    "\n",
                    origin.service(),
                    origin.environment(),
                    found.message(),
                    Long.toString(minute)))
            .hex()
            .substring(0, DIGITS);
  }
}
