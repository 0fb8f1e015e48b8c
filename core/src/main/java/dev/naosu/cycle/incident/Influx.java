package dev.naosu.cycle.incident;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.journal.Hash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many causes are new of late. Each opens an incident and begins a cycle, and whoever may send
/// signals can make up as many as there are words; so beyond a limit in a minute, further ones are
/// gathered in one incident, which goes to a person and counts them.
///
/// Lost with the process. May be used by several threads.
final class Influx {
  /// How many incidents may be opened within a minute.
  ///
  /// @param ofService for one service
  /// @param ofAll for all of them, as names of services can be made up too
  record Limits(int ofService, int ofAll) {
    static final Limits USUAL = new Limits(60, 300);
  }

  /// A signal that is one of too many, and what it is taken for.
  record Gathered(Signal signal, Fingerprint fingerprint) {}

  /// Where troubles are gathered of which nobody knows the service.
  private static final String ALL = "many services";

  private static final int DIGITS = 32;

  private final Limits limits;
  private final Map<String, Integer> opened = new HashMap<>();
  private Instant minute = Instant.MIN;
  private int all;

  Influx(Limits limits) {
    this.limits = limits;
  }

  /// Whether one more incident may not be opened now.
  synchronized boolean isFull(String service, Instant now) {
    turn(now);
    return all >= limits.ofAll() || opened.getOrDefault(service, 0) >= limits.ofService();
  }

  synchronized void opened(String service, Instant now) {
    turn(now);
    all++;
    opened.merge(service, 1, Integer::sum);
  }

  /// The incident for all that is too many.
  synchronized Gathered gathered(Signal signal, Fingerprint fingerprint) {
    Origin origin = signal.origin();
    boolean isOfService = opened.getOrDefault(origin.service(), 0) >= limits.ofService();
    Origin about = isOfService ? origin : new Origin(ALL, "", "");
    int most = isOfService ? limits.ofService() : limits.ofAll();
    SortedMap<String, String> attributes = new TreeMap<>(signal.attributes());
    attributes.put("cause", fingerprint.title());
    attributes.put("cause.service", origin.service());
    return new Gathered(
        new Signal(
            signal.id(),
            // no code says why there are so many
            Signal.Kind.HEALTH,
            about,
            signal.at(),
            signal.received(),
            "more than "
                + most
                + " new causes within a minute; this is one of those that are only counted: "
                + signal.message(),
            signal.trace(),
            List.of(),
            Optional.empty(),
            attributes),
        new Fingerprint(
            Hash.of(about.service() + "\ntoo many causes").hex().substring(0, DIGITS),
            "too many new causes at once"));
  }

  private void turn(Instant now) {
    Instant current = now.truncatedTo(ChronoUnit.MINUTES);
    if (!current.equals(minute)) {
      minute = current;
      opened.clear();
      all = 0;
    }
  }
}
