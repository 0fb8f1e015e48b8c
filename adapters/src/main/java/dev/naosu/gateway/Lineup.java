package dev.naosu.gateway;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Version;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A routing, ready for many requests.
///
/// @param lanes by the name of their version
/// @param shared those with a share, in an order that stays the same while shares change
/// @param ends of the part of [0, 1) that belongs to each of `shared`, ascending
record Lineup(Routing routing, Map<String, Lane> lanes, List<Lane> shared, List<Double> ends) {
  Lineup {
    shared = List.copyOf(shared);
    ends = List.copyOf(ends);
  }

  /// A version and who serves it.
  record Lane(Version version, Tally tally, List<Instance> instances) {
    Lane {
      instances = List.copyOf(instances);
    }

    /// The one with the least under way, of those that are up and were not tried; of all of them
    /// when none is up. Empty when all were tried. Where more than half look ill when they are
    /// asked, the asking is doubted, and only what requests have shown counts.
    ///
    /// @param now of [System#nanoTime()]
    /// @param turn where to begin to look, so that equals take turns
    Optional<Instance> choose(long now, int turn, List<Instance> tried) {
      Instance best = null;
      boolean bestIsUp = false;
      int size = instances.size();
      boolean isAskingDoubted = isAskingDoubted();
      for (int i = 0; i < size; i++) {
        Instance each = instances.get(Math.floorMod(turn + i, size));
        if (!tried.isEmpty() && tried.contains(each)) {
          continue;
        }
        boolean up = isAskingDoubted ? each.isReached(now) : each.isUp(now);
        if (best == null
            || up && !bestIsUp
            || up == bestIsUp && each.underWay() < best.underWay()) {
          best = each;
          bestIsUp = up;
        }
      }
      return Optional.ofNullable(best);
    }

    private boolean isAskingDoubted() {
      int ill = 0;
      for (Instance each : instances) {
        ill += each.looksIll() ? 1 : 0;
      }
      return 2 * ill > instances.size();
    }
  }

  static Lineup of(Routing routing, Ledger ledger, Map<Instance, Version> before) {
    Map<String, Lane> lanes = new TreeMap<>();
    routing
        .instances()
        .forEach(
            (version, uris) ->
                lanes.put(
                    version.name(),
                    new Lane(
                        version,
                        ledger.of(version),
                        uris.stream().map(uri -> known(before, version, uri)).toList())));
    List<Lane> shared = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    double end = 0;
    for (Map.Entry<Version, Double> each : routing.split().shares().entrySet()) {
      if (each.getValue() > 0) {
        end += each.getValue();
        shared.add(lanes.get(each.getKey().name()));
        ends.add(end);
      }
    }
    return new Lineup(routing, lanes, shared, ends);
  }

  /// One that is there already stays the same, with what is under way and what is known of it.
  private static Instance known(Map<Instance, Version> before, Version version, URI uri) {
    return before.entrySet().stream()
        .filter(each -> each.getValue().equals(version) && each.getKey().uri().equals(uri))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> new Instance(uri));
  }

  /// @param point in [0, 1)
  Lane at(double point) {
    for (int i = 0; i < ends.size() - 1; i++) {
      if (point < ends.get(i)) {
        return shared.get(i);
      }
    }
    return shared.getLast();
  }

  Stream<Instance> instances() {
    return lanes.values().stream().flatMap(lane -> lane.instances().stream());
  }
}
