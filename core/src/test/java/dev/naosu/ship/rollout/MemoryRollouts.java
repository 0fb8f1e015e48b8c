package dev.naosu.ship.rollout;

import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Rollout.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Rollouts that end with the test.
public final class MemoryRollouts implements Rollouts {
  private final Map<Rollout.Key, Rollout> rollouts = new LinkedHashMap<>();
  private final Map<Rollout.Key, List<Window>> windows = new HashMap<>();
  private final Map<Rollout.Key, Wish> wishes = new HashMap<>();

  /// What versions are seen to throw, at any time.
  public final Map<Version, Set<String>> failures = new HashMap<>();

  @Override
  public void plan(Rollout rollout) {
    rollouts.putIfAbsent(rollout.key(), rollout);
  }

  @Override
  public boolean takeUp(Rollout.Key key) {
    Rollout here = find(key).orElseThrow();
    boolean free =
        rollouts.values().stream()
            .filter(each -> each.service().equals(here.service()))
            .allMatch(each -> each.phase().isOver() || each.phase() == Phase.WAITING);
    if (free) {
      rollouts.put(key, here.in(Phase.STARTING, ""));
    }
    return free;
  }

  @Override
  public Optional<Rollout> find(Rollout.Key key) {
    return Optional.ofNullable(rollouts.get(key));
  }

  @Override
  public List<Rollout> of(long incident) {
    return rollouts.values().stream().filter(each -> each.key().incident() == incident).toList();
  }

  @Override
  public void keep(Rollout rollout) {
    if (rollout.round() > find(rollout.key()).orElseThrow().round()) {
      windows.remove(rollout.key());
    }
    rollouts.put(rollout.key(), rollout);
  }

  @Override
  public void keep(Rollout rollout, Window window) {
    keep(rollout);
    windows.computeIfAbsent(rollout.key(), _ -> new ArrayList<>()).add(window);
  }

  @Override
  public List<Window> windows(Rollout.Key key) {
    return List.copyOf(windows.getOrDefault(key, List.of()));
  }

  @Override
  public void wish(Rollout.Key key, Wish wish) {
    wishes.put(key, wish);
  }

  @Override
  public Optional<Wish> wish(Rollout.Key key) {
    return Optional.ofNullable(wishes.get(key));
  }

  @Override
  public void grant(Rollout.Key key) {
    wishes.remove(key);
  }

  @Override
  public Failures failures(String service, Version version, Instant from, Instant to) {
    return new Failures(
        failures.getOrDefault(version, Set.of()),
        failures.entrySet().stream()
            .filter(each -> !each.getKey().equals(version))
            .flatMap(each -> each.getValue().stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public KnownFailures known(String service, Instant before) {
    return new KnownFailures(Set.of(), Duration.ofDays(7));
  }

  @Override
  public Optional<Rollout.Key> tried(String service, String version) {
    return rollouts.values().stream()
        .filter(each -> each.service().equals(service))
        .filter(each -> each.candidate().name().equals(version))
        .filter(each -> each.phase() != Phase.PROMOTED)
        .map(Rollout::key)
        .findFirst();
  }

  @Override
  public Optional<Rollout> latest(String service, Version version) {
    return rollouts.values().stream()
        .filter(each -> each.service().equals(service) && each.candidate().equals(version))
        .reduce((_, last) -> last);
  }
}
