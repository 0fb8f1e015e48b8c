package dev.naosu.bench.load;

import dev.naosu.machine.Temporary;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts a server, sends it what is asked for, and finds out what became of it.
public final class LoadRun {
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private static final long SEED = 42;

  private final Path home;
  private final Sandbox sandbox;
  private final Plan plan;
  private final InstantSource clock;
  private final Consumer<String> progress;

  /// @param home where naosu is installed and built
  public LoadRun(
      Path home, Sandbox sandbox, Plan plan, InstantSource clock, Consumer<String> progress) {
    this.home = home;
    this.sandbox = sandbox;
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
  }

  /// @param warmUp the same traffic, before it is measured
  /// @param options of the server's JVM
  public record Plan(Traffic traffic, Duration warmUp, int connections, List<String> options) {
    public Plan {
      options = List.copyOf(options);
    }
  }

  /// What became of it.
  ///
  /// @param wanted records that were to be sent, by kind
  /// @param counted records that the server counted, by kind; 0 where it does not count
  /// @param visibleMillis from first sending a fault until its incident is in the list
  /// @param effort while it was measured
  /// @param loadAverage of the machine when measuring began; negative when unknown
  public record Figures(
      Plan plan,
      Map<Post.Kind, Long> wanted,
      Sender.Sent sent,
      Map<Post.Kind, Long> counted,
      Ledger ledger,
      Quantiles visibleMillis,
      GcLog collections,
      Optional<Long> residentMegabytes,
      Effort effort,
      double loadAverage) {
    long accepted() {
      return sent.accepted().values().stream().mapToLong(Long::longValue).sum();
    }

    double perSecond(Post.Kind kind) {
      return sent.accepted().getOrDefault(kind, 0L) / (sent.took().toNanos() / 1e9);
    }

    /// Records that the server took and did not count. Where it counts none at all of a kind, it
    /// does not count them.
    long uncounted() {
      long missing = 0;
      for (Post.Kind kind : Post.Kind.values()) {
        long known = counted.getOrDefault(kind, 0L);
        if (known > 0) {
          missing += Math.max(0, sent.accepted().getOrDefault(kind, 0L) - known);
        }
      }
      return missing;
    }

    /// Of what the server took responsibility for; each of these is a fault of naosu.
    long lost() {
      return uncounted() + ledger.missing();
    }
  }

  public Figures run() throws IOException, InterruptedException {
    try (Temporary place = Temporary.create()) {
      progress.accept("starting the server");
      try (ServedNaosu server =
          ServedNaosu.start(home, plan.options(), place.directory(), sandbox)) {
        return measure(server);
      }
    }
  }

  private Figures measure(ServedNaosu server) throws IOException, InterruptedException {
    Traffic traffic = warmedUp(server);
    Sender sender = sender(server, SEED + 1);
    Map<Post.Kind, Double> before = counted(server);
    Effort began = Effort.soFar(server);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    progress.accept("measuring for " + traffic.length().toSeconds() + " s");
    try (Sightings sightings = new Sightings(server, sender.firstSent()).begin()) {
      Sender.Sent sent = sender.send(traffic.posts());
      Effort effort = Effort.soFar(server).since(began);
      boolean all = sightings.awaitAll(SETTLING);
      progress.accept(all ? "counting" : "some faults never became an incident; counting");
      Map<Post.Kind, Long> wanted = new EnumMap<>(Post.Kind.class);
      Map<Post.Kind, Long> counted = new EnumMap<>(Post.Kind.class);
      Map<Post.Kind, Double> now = counted(server);
      for (Post.Kind kind : Post.Kind.values()) {
        wanted.put(kind, traffic.records(kind));
        counted.put(kind, Math.round(now.getOrDefault(kind, 0.0) - before.getOrDefault(kind, 0.0)));
      }
      return new Figures(
          plan,
          wanted,
          sent,
          counted,
          Ledger.of(server, sender.told()),
          Quantiles.of(waits(sender.firstSent(), sightings.seen())),
          server.collections(),
          server.residentMegabytes(),
          effort,
          load);
    }
  }

  /// What is left to be sent, after as much of the same as warms up a JVM.
  private Traffic warmedUp(ServedNaosu server) throws IOException, InterruptedException {
    if (plan.warmUp().isZero()) {
      return plan.traffic();
    }
    progress.accept("warming up for " + plan.warmUp().toSeconds() + " s");
    Traffic warming = plan.traffic().during(plan.warmUp());
    sender(server, SEED).send(warming.posts());
    return warming.then(plan.traffic().length());
  }

  private static List<Double> waits(Map<Integer, Long> sent, Map<Integer, Long> seen) {
    List<Double> millis = new ArrayList<>();
    seen.forEach(
        (fault, at) -> {
          Long begun = sent.get(fault);
          if (begun != null) {
            millis.add((at - begun) / 1e6);
          }
        });
    return millis;
  }

  private Sender sender(ServedNaosu server, long seed) {
    return new Sender(server.url(), server.token(), new Bodies(seed, clock), plan.connections());
  }

  private static Map<Post.Kind, Double> counted(ServedNaosu server)
      throws IOException, InterruptedException {
    return new EnumMap<>(
        Map.of(
            Post.Kind.LOGS,
            server.meter("naosu_intake_records_total{kind=\"log\"}"),
            Post.Kind.SPANS,
            server.meter("naosu_intake_records_total{kind=\"span\"}")));
  }
}
