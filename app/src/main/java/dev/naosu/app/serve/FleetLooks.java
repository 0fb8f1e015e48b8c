package dev.naosu.app.serve;

import dev.naosu.detect.vitals.Siblings;
import dev.naosu.fleet.Roster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// What a fleet says of its instances. They are measured side by side and the fleet asks each of
/// them before it answers, so those measured in one round are looked at once.
final class FleetLooks {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");

  /// More than the instances of one round are apart, and less than rounds are.
  private static final Duration APART = Duration.ofSeconds(1);

  private final String name;
  private final Roster roster;
  private final Siblings siblings = new Siblings();
  private Look last = new Look(Instant.MIN, Map.of(), Map.of());

  /// @param name of the service, for the log
  FleetLooks(String name, Roster roster) {
    this.name = name;
    this.roster = roster;
  }

  /// By [Roster.Instance#id]. An instance that is in neither is not known now.
  record Look(Instant at, Map<String, Roster.Condition> conditions, Map<String, URI> addresses) {}

  /// The last one, if it was in this round. A fleet that could not be asked is not asked again
  /// before the next.
  synchronized Look look(Instant now) {
    if (now.isBefore(last.at()) || now.minus(APART).isAfter(last.at())) {
      last = made(now);
    }
    return last;
  }

  /// How an instance answers beside its siblings, as of the last look.
  SortedMap<String, Double> beside(String instance) {
    return siblings.of(instance);
  }

  private Look made(Instant now) {
    try {
      Map<String, Roster.Condition> conditions =
          roster.instances().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      Roster.Instance::id, Roster.Instance::condition, (first, _) -> first));
      siblings.add(now, roster.answers());
      return new Look(now, conditions, roster.addresses());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, name + " cannot be asked: " + e.getMessage());
      return new Look(now, Map.of(), Map.of());
    }
  }
}
