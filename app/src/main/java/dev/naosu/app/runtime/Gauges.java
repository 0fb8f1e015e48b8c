package dev.naosu.app.runtime;

import dev.naosu.app.runtime.Component.Certificate;
import dev.naosu.app.runtime.Component.Database;
import dev.naosu.app.runtime.Component.Disk;
import dev.naosu.app.runtime.Component.Http;
import dev.naosu.app.runtime.Component.Jvm;
import dev.naosu.app.runtime.Component.Kubernetes;
import dev.naosu.app.runtime.Component.Machine;
import dev.naosu.app.runtime.Component.Redis;
import dev.naosu.app.runtime.Component.Unit;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.jmx.JvmGauge;
import dev.naosu.jmx.Jvms;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import dev.naosu.vitals.CertificateGauge;
import dev.naosu.vitals.DatabaseGauge;
import dev.naosu.vitals.DiskGauge;
import dev.naosu.vitals.HttpGauge;
import dev.naosu.vitals.MachineGauge;
import dev.naosu.vitals.RedisGauge;
import dev.naosu.vitals.UnitGauge;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Measures every component with what is made for its kind.
public final class Gauges implements Vitals.Gauge {
  private static final Duration LATELY = Duration.ofMinutes(2);
  private static final Duration ASKING_DF = Duration.ofSeconds(4);

  private final Map<Target, List<Vitals.Gauge>> gauges = new HashMap<>();
  private final Map<Target, Vitals> latest = new ConcurrentHashMap<>();
  private final InstantSource clock;

  private Gauges(InstantSource clock) {
    this.clock = clock;
  }

  /// @param jvms finds processes
  /// @param sandbox runs `df` and `systemctl`
  public static Gauges of(
      List<Component> components, Jvms jvms, Sandbox sandbox, InstantSource clock) {
    Gauges gauges = new Gauges(clock);
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    JvmGauge jvm = new JvmGauge(jvms, clock);
    for (Component each : components) {
      gauges.gauges.put(each.target(), of(each, jvm, client, sandbox, clock));
    }
    return gauges;
  }

  private static List<Vitals.Gauge> of(
      Component component, JvmGauge jvm, HttpClient client, Sandbox sandbox, InstantSource clock) {
    return switch (component.what()) {
      case Jvm(_, _, var health) -> {
        List<Vitals.Gauge> both = new ArrayList<>(List.of(jvm));
        health.ifPresent(each -> both.add(http(each, client, clock)));
        yield both;
      }
      case Http http -> List.of(http(http, client, clock));
      case Database(_, String url, String user, var password) ->
          List.of(new DatabaseGauge(url, user, password.text(), clock));
      case Redis(String host, int port, var password) ->
          List.of(new RedisGauge(host, port, password.text(), clock));
      case Disk(Path directory) ->
          List.of(new DiskGauge(directory, each -> inodes(each, sandbox), clock));
      case Unit(String unit, boolean isOfUser) ->
          List.of(new UnitGauge(sandbox, unit, isOfUser, clock));
      case Certificate(Certificate.At.Server(String host, int port)) ->
          List.of(CertificateGauge.ofServer(host, port, clock));
      case Certificate(Certificate.At.InFile(Path file)) ->
          List.of(CertificateGauge.ofFile(file, clock));
      case Machine() -> List.of(new MachineGauge(Path.of("/proc"), clock));
      // its pods are measured by what they answer: an http component beside it
      case Kubernetes _ -> List.of();
    };
  }

  private static HttpGauge http(Http http, HttpClient client, InstantSource clock) {
    return new HttpGauge(client, http.url(), http.least(), http.most(), http.within(), clock);
  }

  private static List<String> inodes(Path directory, Sandbox sandbox) {
    Exit exit =
        sandbox.run(
            new Command(
                List.of("df", "--output=ipcent", "--", directory.toString()),
                Path.of("/"),
                Map.of("LC_ALL", "C"),
                ASKING_DF));
    return exit instanceof Exit.Finished(int code, String output, Duration _) && code == 0
        ? output.lines().toList()
        : List.of();
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    Vitals vitals = all(target);
    // what nobody can measure is not sick
    if (!gauges.getOrDefault(target.whole(), List.of()).isEmpty()) {
      latest.put(target, vitals);
    }
    return vitals;
  }

  /// How many of those that were looked at lately are away or tell nothing: when that is most of
  /// them, who looks is wrong.
  public Sickness sickness() {
    Instant lately = clock.instant().minus(LATELY);
    List<Vitals> seen = latest.values().stream().filter(each -> each.at().isAfter(lately)).toList();
    long sick = seen.stream().filter(Gauges::isSick).count();
    return new Sickness((int) sick, seen.size());
  }

  private static boolean isSick(Vitals vitals) {
    return vitals.values().isEmpty()
        || vitals.values().entrySet().stream()
            .anyMatch(each -> each.getKey().endsWith(".up") && each.getValue() < 1);
  }

  private Vitals all(Target target) throws InterruptedException {
    SortedMap<String, Double> values = new TreeMap<>();
    Instant at = clock.instant();
    for (Vitals.Gauge each : gauges.getOrDefault(target.whole(), List.of())) {
      values.putAll(each.measure(target).values());
    }
    return new Vitals(target, at, values);
  }
}
