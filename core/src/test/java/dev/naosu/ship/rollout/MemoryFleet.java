package dev.naosu.ship.rollout;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A fleet whose requests come as time goes by, and are shared out exactly.
public final class MemoryFleet implements Fleet {
  private final InstantSource clock;
  private final Set<Version> running = new TreeSet<>();
  private final Map<Version, Double> asked = new HashMap<>();
  private Optional<Split> split = Optional.empty();
  private Instant since;
  private Instant counted;

  /// Requests a second.
  public double rate = 40;

  /// The share of requests that each version fails at; none where nothing is said.
  public final Map<Version, Double> failing = new HashMap<>();

  /// Versions that do not get well.
  public final Set<Version> unwell = new TreeSet<>();

  /// What was done, in order.
  public final List<String> done = new ArrayList<>();

  /// How often it cannot be asked from now on.
  public int away;

  public MemoryFleet(InstantSource clock, Version stable) {
    this.clock = clock;
    this.since = clock.instant();
    this.counted = since;
    running.add(stable);
    split = Optional.of(Split.all(stable));
  }

  /// Counts from nothing, as a gateway does that was started anew.
  public void restart() {
    count();
    asked.clear();
    since = clock.instant();
  }

  /// Ends everything.
  public void clear() {
    running.clear();
    split = Optional.empty();
  }

  /// What a version was asked so far.
  public long asked(Version version) {
    count();
    return Math.round(asked.getOrDefault(version, 0.0));
  }

  public Split split() {
    return split.orElseThrow();
  }

  public Set<Version> running() {
    return Set.copyOf(running);
  }

  @Override
  public Standing standing() throws IOException {
    answer();
    return new Standing(running, split);
  }

  @Override
  public Started start(Version version) throws IOException {
    answer();
    if (unwell.contains(version)) {
      return new Started.Unwell("it is not well", "");
    }
    if (running.add(version)) {
      done.add("start " + version);
    }
    return new Started.Well();
  }

  @Override
  public void share(Split next) throws IOException {
    answer();
    for (Map.Entry<Version, Double> each : next.shares().entrySet()) {
      if (each.getValue() > 0 && !running.contains(each.getKey())) {
        throw new IOException("nobody serves " + each.getKey());
      }
    }
    count();
    if (!split.equals(Optional.of(next))) {
      done.add("share " + next.shares());
    }
    split = Optional.of(next);
  }

  @Override
  public void retire(Version version) throws IOException {
    answer();
    if (split.isPresent() && split.get().of(version) > 0) {
      throw new IOException(version + " still gets requests");
    }
    if (running.remove(version)) {
      done.add("retire " + version);
    }
  }

  @Override
  public Traffic traffic() throws IOException {
    answer();
    count();
    Map<Version, Answers> answers = new HashMap<>();
    asked.forEach(
        (version, count) -> {
          long requests = Math.round(count);
          answers.put(
              version,
              new Answers(
                  requests,
                  Math.round(count * failing.getOrDefault(version, 0.0)),
                  new Latencies(
                      new TreeMap<>(Map.of(Latencies.bucket(Duration.ofMillis(5)), requests))),
                  Set.of()));
        });
    return new Traffic(since, clock.instant(), answers);
  }

  private void answer() throws IOException {
    if (away > 0) {
      away--;
      throw new IOException("the gateway is away");
    }
  }

  private void count() {
    Instant now = clock.instant();
    double requests = rate * Duration.between(counted, now).toMillis() / 1000;
    counted = now;
    split.ifPresent(
        each ->
            each.shares()
                .forEach((version, share) -> asked.merge(version, share * requests, Double::sum)));
  }
}
