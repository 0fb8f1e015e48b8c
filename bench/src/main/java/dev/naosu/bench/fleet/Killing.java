package dev.naosu.bench.fleet;

import dev.naosu.bench.fleet.CountedLoad.Counts;
import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Launch;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.gateway.RemoteGateway;
import dev.naosu.processes.LocalFleet;
import dev.naosu.processes.LocalSettings;
import dev.naosu.processes.LocalSettings.WarmUp;
import dev.naosu.processes.Upkeep;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// A fleet of a real service behind the gateway, each process of its own; one instance of it is
/// killed in the middle of a load, round after round.
///
/// @param directory for everything that is written; empty
/// @param progress is told what is measured
public record Killing(Path directory, Plan plan, Consumer<String> progress) {
  private static final Version VERSION = new Version("bench");
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final Duration ENDING = Duration.ofSeconds(10);
  private static final Duration WARMING = Duration.ofSeconds(4);
  private static final double NANOS = 1e9;

  /// @param perSecond requests
  /// @param length of the load of a round; the instance is killed after a quarter of it
  public record Plan(
      int instances, double perSecond, int connections, Duration length, int rounds) {}

  /// What one kill came to.
  ///
  /// @param outSeconds from the kill until the gateway was told to leave it out
  /// @param backSeconds from the kill until as many instances got requests as before
  /// @param machineLoad of the machine when the round began: processes that want to run
  public record Round(Counts counts, double outSeconds, double backSeconds, double machineLoad) {}

  /// @throws IOException when something does not begin, or is not whole again within the round
  public List<Round> run() throws IOException, InterruptedException {
    Path place = Files.createDirectories(directory.resolve("gateway"));
    List<String> words =
        new ArrayList<>(java("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    words.add(GatewayChild.class.getName());
    GatewayProcess gateway =
        GatewayProcess.ensure(
            GatewaySettings.usual("bench", new Listen("127.0.0.1", 0), place), words);
    try (LocalFleet fleet = fleet(gateway.gateway())) {
      try (Upkeep _ = Upkeep.of(fleet, LOOK)) {
        return rounds(fleet, gateway);
      } finally {
        fleet.stop();
      }
    } finally {
      gateway.stop(ENDING);
      gateway.close();
    }
  }

  private List<Round> rounds(LocalFleet fleet, GatewayProcess gateway)
      throws IOException, InterruptedException {
    if (fleet.start(VERSION) instanceof Started.Unwell(String why, String output)) {
      throw new IOException(why + ": " + output);
    }
    fleet.share(Split.all(VERSION));
    int port = gateway.listen().port();
    progress.accept("warms up");
    Counts _ = new CountedLoad(port, plan.perSecond(), plan.connections(), WARMING).counted();
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < plan.rounds(); i++) {
      progress.accept("round " + (i + 1) + " of " + plan.rounds());
      rounds.add(round(i % plan.instances(), fleet, gateway.gateway(), port));
    }
    return rounds;
  }

  /// @param which instance is killed, from 0
  private Round round(int which, LocalFleet fleet, RemoteGateway gateway, int port)
      throws IOException, InterruptedException {
    double machineLoad = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Callable<Counts> load =
        () -> new CountedLoad(port, plan.perSecond(), plan.connections(), plan.length()).counted();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Counts> counts = thread.submit(load);
      Thread.sleep(plan.length().dividedBy(4));
      Roster.Instance victim = fleet.instances().get(which);
      URI address = URI.create("http://" + victim.where().replaceAll(",.*", ""));
      long killed = System.nanoTime();
      ProcessHandle.of(Long.parseLong(victim.where().replaceAll(".*process ", "")))
          .orElseThrow(() -> new IOException("the instance does not run"))
          .destroyForcibly();
      long out = killed;
      long back = killed;
      while (!counts.isDone() && back == killed) {
        List<URI> routed =
            gateway.routing().orElseThrow().instances().getOrDefault(VERSION, List.of());
        if (out == killed && !routed.contains(address)) {
          out = System.nanoTime();
        }
        if (out > killed && routed.size() == plan.instances()) {
          back = System.nanoTime();
        }
        Thread.sleep(GLANCE);
      }
      Counts counted = counts.get();
      if (back == killed) {
        throw new IOException("the fleet was not whole again before the round was over");
      }
      return new Round(counted, (out - killed) / NANOS, (back - killed) / NANOS, machineLoad);
    } catch (ExecutionException e) {
      throw new IOException("the load broke off: " + e.getCause(), e);
    }
  }

  private LocalFleet fleet(RemoteGateway gateway) {
    LocalSettings usual = LocalSettings.usual();
    List<String> words =
        new ArrayList<>(java("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of(SmallService.class.getName(), Launch.PORT));
    return new LocalFleet(
        directory.resolve("fleet"),
        new LocalSettings(
            plan.instances(),
            usual.firstPort(),
            usual.lastPort(),
            usual.readyTime(),
            usual.settleTime(),
            usual.drainTime(),
            usual.stopTime(),
            usual.environment(),
            usual.keptBuilds(),
            new WarmUp(List.of("/price"), 50)),
        (_, into) -> Files.createDirectories(into),
        sources -> new Built.Ready(new Launch(words, Map.of(), sources, "/")),
        gateway,
        text -> text,
        InstantSource.system());
  }

  private static List<String> java(String... options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return words;
  }
}
