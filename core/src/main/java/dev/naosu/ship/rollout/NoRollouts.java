package dev.naosu.ship.rollout;

import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.KnownFailures;
import dev.naosu.ship.canary.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where nothing is rolled out.
final class NoRollouts implements Rollouts {
  @Override
  public void plan(Rollout rollout) {
    throw new IllegalStateException("nothing is rolled out here");
  }

  @Override
  public boolean takeUp(Rollout.Key key) {
    return false;
  }

  @Override
  public Optional<Rollout> find(Rollout.Key key) {
    return Optional.empty();
  }

  @Override
  public List<Rollout> of(long incident) {
    return List.of();
  }

  @Override
  public void keep(Rollout rollout) {
    throw new IllegalStateException("nothing is rolled out here");
  }

  @Override
  public void keep(Rollout rollout, Window window) {
    throw new IllegalStateException("nothing is rolled out here");
  }

  @Override
  public List<Window> windows(Rollout.Key key) {
    return List.of();
  }

  @Override
  public void wish(Rollout.Key key, Wish wish) {
    throw new IllegalStateException("nothing is rolled out here");
  }

  @Override
  public Optional<Wish> wish(Rollout.Key key) {
    return Optional.empty();
  }

  @Override
  public void grant(Rollout.Key key) {}

  @Override
  public Failures failures(String service, Version version, Instant from, Instant to) {
    return Failures.NONE;
  }

  @Override
  public KnownFailures known(String service, Instant before) {
    return KnownFailures.NONE;
  }

  @Override
  public Optional<Rollout.Key> tried(String service, String version) {
    return Optional.empty();
  }

  @Override
  public Optional<Rollout> latest(String service, Version version) {
    return Optional.empty();
  }
}
