package dev.naosu.gateway;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What all versions were seen to answer since the gateway started.
final class Ledger {
  /// Versions are counted for years; those of long ago are forgotten.
  private static final int MOST_VERSIONS = 64;

  private final InstantSource clock;
  private final Instant started;
  private final Map<Version, Tally> tallies = new ConcurrentHashMap<>();

  Ledger(InstantSource clock) {
    this.clock = clock;
    this.started = clock.instant();
  }

  Instant started() {
    return started;
  }

  Tally of(Version version) {
    Tally tally = tallies.computeIfAbsent(version, _ -> new Tally());
    tally.use();
    return tally;
  }

  int underWay(Version version) {
    Tally tally = tallies.get(version);
    return tally == null ? 0 : tally.underWay();
  }

  Map<Version, Tally> all() {
    return Map.copyOf(tallies);
  }

  Traffic traffic() {
    Map<Version, Answers> answers = new HashMap<>();
    tallies.forEach((version, tally) -> answers.put(version, tally.answers()));
    Instant now = clock.instant();
    return new Traffic(started, now.isBefore(started) ? started : now, answers);
  }

  /// @param used versions that are still served
  void forgetOld(Set<Version> used) {
    List<Version> old =
        tallies.entrySet().stream()
            .filter(each -> !used.contains(each.getKey()) && each.getValue().underWay() == 0)
            .sorted(Comparator.comparingLong(each -> each.getValue().lastUsed()))
            .map(Map.Entry::getKey)
            .toList();
    for (Version each : old) {
      if (tallies.size() <= MOST_VERSIONS) {
        return;
      }
      tallies.remove(each);
    }
  }
}
