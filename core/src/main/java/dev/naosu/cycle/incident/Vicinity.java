package dev.naosu.cycle.incident;

import java.time.Duration;
import java.util.Set;

/// Where and when signs of one cause show. What only says that a service is unwell joins an
/// incident that is near; an exception has a cause of its own.
///
/// @param services that the signal's own one asks or is asked by
/// @param window between two signs of one cause
/// @param quiet how long what comes again belongs to the incident before, once that is over; twice
///   as long each time it came back
public record Vicinity(Set<String> services, Duration window, Duration quiet) {
  private static final int MOST_DOUBLINGS = 6;

  public Vicinity {
    services = Set.copyOf(services);
    if (window.isNegative() || quiet.isNegative()) {
      throw new IllegalArgumentException("times are not negative");
    }
  }

  /// In which only an equal fingerprint makes one cause of two signals.
  public static Vicinity none() {
    return new Vicinity(Set.of(), Duration.ZERO, Duration.ZERO);
  }

  /// What holds where nothing is set.
  public static Vicinity of(Set<String> services) {
    return new Vicinity(services, Duration.ofMinutes(5), Duration.ofMinutes(2));
  }

  /// @param recurrence of the incident that is over
  public Duration quiet(int recurrence) {
    return quiet.multipliedBy(1L << Math.clamp(recurrence, 0, MOST_DOUBLINGS));
  }
}
