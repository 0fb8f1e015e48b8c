package dev.naosu.processes;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.processes.Crew.Post;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What the instances of a fleet on this machine have to do. Looks that follow each other closely
/// are one, so that whoever else asks does not shorten the time that is measured.
public final class LoadMeter implements Workload.Meter {
  private static final double QUANTILE = 0.95;

  /// Of fewer answers, the slowest says nothing of the others.
  private static final long LEAST_ANSWERS = 20;

  private static final double PERCENT = 100;

  private final LocalFleet fleet;
  private final Gateway gateway;
  private final double cores;
  private final Duration apart;
  private final InstantSource clock;
  private Optional<Workload> last = Optional.empty();
  private Map<Incarnation, Used> before = new HashMap<>();
  private Optional<Traffic> counted = Optional.empty();

  /// @param cores that one instance is meant to use
  /// @param apart how far two looks are from each other at least
  public LoadMeter(
      LocalFleet fleet, Gateway gateway, double cores, Duration apart, InstantSource clock) {
    this.fleet = fleet;
    this.gateway = gateway;
    this.cores = cores;
    this.apart = apart;
    this.clock = clock;
  }

  /// @param at of [System#nanoTime()]
  private record Used(long at, Duration cpu) {}

  @Override
  public synchronized Workload measure() throws IOException {
    Optional<Workload> fresh = last.filter(each -> clock.instant().isBefore(each.at().plus(apart)));
    if (fresh.isPresent()) {
      return fresh.get();
    }
    Workload measured = measured();
    last = Optional.of(measured);
    return measured;
  }

  private Workload measured() throws IOException {
    Version version = main();
    List<Post> serving = fleet.serving(version);
    OptionalDouble cpu = cpu(serving);
    OptionalDouble latency = latency(version);
    Instant now = clock.instant();
    return new Workload(
        now,
        version,
        fleet.wanted(version),
        serving.size(),
        cpu,
        serving.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(gateway.underWay(version) / (double) serving.size()),
        latency);
  }

  private Version main() throws IOException {
    return gateway
        .routing()
        .map(Routing::split)
        .flatMap(
            split ->
                split.shares().entrySet().stream()
                    .max(Comparator.comparingDouble(Map.Entry::getValue))
                    .map(Map.Entry::getKey))
        .orElseThrow(() -> new IOException("nothing gets requests yet"));
  }

  /// The mean of those that were there at the last look too.
  private OptionalDouble cpu(List<Post> serving) {
    Map<Incarnation, Used> now = new HashMap<>();
    List<Double> shares = new ArrayList<>();
    for (Post post : serving) {
      Optional<Duration> used = used(post.process());
      if (used.isEmpty()) {
        continue;
      }
      Used fresh = new Used(System.nanoTime(), used.get());
      now.put(post.process(), fresh);
      Used old = before.get(post.process());
      if (old != null && fresh.at() > old.at()) {
        double share = fresh.cpu().minus(old.cpu()).toNanos() / (double) (fresh.at() - old.at());
        shares.add(PERCENT * Math.max(0, share) / cores);
      }
    }
    before = now;
    return shares.stream().mapToDouble(Double::doubleValue).average();
  }

  /// With all that it has started.
  private static Optional<Duration> used(Incarnation process) {
    return ProcessHandle.of(process.pid())
        .filter(_ -> process.isAlive())
        .flatMap(
            handle ->
                Stream.concat(Stream.of(handle), handle.descendants())
                    .flatMap(each -> each.info().totalCpuDuration().stream())
                    .reduce(Duration::plus));
  }

  private OptionalDouble latency(Version version) throws IOException {
    Traffic now = gateway.traffic();
    Optional<Traffic> old = counted.filter(each -> each.from().equals(now.from()));
    counted = Optional.of(now);
    if (old.isEmpty()) {
      return OptionalDouble.empty();
    }
    Answers answers = now.of(version);
    Latencies fresh = answers.latencies().minus(old.get().of(version).latencies());
    return fresh.count() < LEAST_ANSWERS
        ? OptionalDouble.empty()
        : OptionalDouble.of(Latencies.end(fresh.quantile(QUANTILE)).toNanos() / 1e6);
  }
}
