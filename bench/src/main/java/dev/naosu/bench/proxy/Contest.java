package dev.naosu.bench.proxy;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.GatewaySettings.Capture;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One service, and before it one after the other: nothing, nginx, naosu's gateway, and the gateway
/// that captures requests. The same program asks, on the same machine.
///
/// @param home where naosu is installed and built
/// @param directory for everything that is written; empty
/// @param progress is told what is measured
public record Contest(
    Path home, Path directory, Plan plan, Sandbox sandbox, Consumer<String> progress) {
  private static final Version VERSION = new Version("bench");
  private static final Duration ENDING = Duration.ofSeconds(10);
  private static final int ROUNDS_APART = 3;

  /// @param warmUp before each measurement, of the same
  /// @param length of each measurement
  /// @param rounds of all measurements, of which medians are taken
  /// @param connections of wrk
  /// @param bodyBytes of an answer
  /// @param jvm options of the gateway's JVM
  public record Plan(
      Duration warmUp,
      Duration length,
      int rounds,
      int connections,
      int bodyBytes,
      List<String> jvm) {
    public Plan {
      jvm = List.copyOf(jvm);
    }
  }

  /// What stands before the service.
  public enum Front {
    NOTHING,
    NGINX,
    GATEWAY,
    CAPTURING
  }

  /// A rate at which times are taken.
  enum Half {
    /// Half of what the gateway itself passes on: it has room.
    OWN(Front.GATEWAY),
    /// Half of what nginx passes on: near to all that a gateway can do that reaches half of it.
    NGINX(Front.NGINX);

    private final Front of;

    Half(Front of) {
      this.of = of;
    }

    Front of() {
      return of;
    }
  }

  /// @param saturations one for each round
  /// @param times one for each round, at each rate
  record Found(List<Saturation> saturations, Map<Half, List<SteadyLoad.Times>> times) {
    Found {
      saturations = List.copyOf(saturations);
      times = Map.copyOf(times);
    }

    double perSecond() {
      return ContestReport.median(saturations.stream().map(Saturation::perSecond).toList());
    }

    List<SteadyLoad.Times> at(Half half) {
      return times.getOrDefault(half, List.of());
    }
  }

  /// What programs are missing, with the remedy; empty when all are there.
  public static Optional<String> missing(Sandbox sandbox) {
    List<String> missing = new ArrayList<>();
    for (List<String> words : List.of(List.of("nginx", "-v"), List.of("wrk", "-v"))) {
      Exit exit = sandbox.run(new Command(words, Path.of("").toAbsolutePath(), Map.of(), ENDING));
      if (exit instanceof Exit.NeverStarted) {
        missing.add(words.getFirst());
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" and ", missing) + " are missing; apt-get install nginx-light wrk");
  }

  /// @throws IOException when something does not begin or is not answered
  public ContestReport.Figures run() throws IOException, InterruptedException {
    int service = Background.unusedPort();
    try (Background _ = nginx("service", service, serving(service))) {
      int nginx = Background.unusedPort();
      try (Background _ = nginx("nginx", nginx, passingOn(nginx, service));
          Gateway plain = gateway("plain", service, Capture.NONE);
          Gateway capturing = gateway("capturing", service, Capture.usual())) {
        return measured(
            Map.of(
                Front.NOTHING,
                service,
                Front.NGINX,
                nginx,
                Front.GATEWAY,
                plain.port(),
                Front.CAPTURING,
                capturing.port()));
      }
    }
  }

  private ContestReport.Figures measured(Map<Front, Integer> ports)
      throws IOException, InterruptedException {
    Map<Front, List<Saturation>> saturations = new EnumMap<>(Front.class);
    for (Front each : Front.values()) {
      progress.accept("warms up " + each);
      Saturation _ = saturation(ports.getOrDefault(each, 0), plan.warmUp());
    }
    // round by round, so that what the machine does besides meets all of them
    for (int round = 0; round < plan.rounds(); round++) {
      for (Front each : Front.values()) {
        progress.accept("round " + (round + 1) + ": how many requests " + each + " passes on");
        Thread.sleep(Duration.ofMillis(ROUNDS_APART * 100L));
        saturations
            .computeIfAbsent(each, _ -> new ArrayList<>())
            .add(saturation(ports.getOrDefault(each, 0), plan.length()));
      }
    }
    Map<Front, Map<Half, List<SteadyLoad.Times>>> times = new EnumMap<>(Front.class);
    Map<Half, Double> rates = new EnumMap<>(Half.class);
    for (Half half : Half.values()) {
      double rate =
          new Found(saturations.getOrDefault(half.of(), List.of()), Map.of()).perSecond() / 2;
      rates.put(half, rate);
      for (int round = 0; round < plan.rounds(); round++) {
        for (Front each : Front.values()) {
          progress.accept(
              "round %d: how long %s takes at half of the rate of %s"
                  .formatted(round + 1, each, half.of()));
          SteadyLoad load =
              new SteadyLoad(
                  ports.getOrDefault(each, 0),
                  rate,
                  Math.min(32, plan.connections()),
                  plan.length());
          times
              .computeIfAbsent(each, _ -> new EnumMap<>(Half.class))
              .computeIfAbsent(half, _ -> new ArrayList<>())
              .add(load.measured());
        }
      }
    }
    Map<Front, Found> found = new EnumMap<>(Front.class);
    for (Front each : Front.values()) {
      found.put(
          each,
          new Found(saturations.getOrDefault(each, List.of()), times.getOrDefault(each, Map.of())));
    }
    return new ContestReport.Figures(plan, rates, found);
  }

  private Saturation saturation(int port, Duration length) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    return Saturation.measured(port, threads, plan.connections(), length, directory, sandbox);
  }

  private Background nginx(String name, int port, String server)
      throws IOException, InterruptedException {
    Path place = Files.createDirectories(directory.resolve(name));
    Files.createDirectories(place.resolve("logs"));
    Path config = place.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        worker_processes auto;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          keepalive_requests 100000000;
          %s
        }
        """
            .formatted(server));
    return Background.start(
        List.of("nginx", "-p", place.toString(), "-c", config.toString()), place, port, sandbox);
  }

  private String serving(int port) {
    return """
    server {
      listen 127.0.0.1:%d;
      location / { default_type text/plain; return 200 "%s"; }
    }
    """
        .formatted(port, "x".repeat(plan.bodyBytes()));
  }

  /// As nginx's own documentation tells to do it, with connections that are kept.
  private static String passingOn(int port, int service) {
    return """
    upstream service { server 127.0.0.1:%d; keepalive 256; keepalive_requests 100000000; }
    server {
      listen 127.0.0.1:%d;
      location / {
        proxy_pass http://service;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
      }
    }
    """
        .formatted(service, port);
  }

  /// A gateway that ends with this.
  private record Gateway(GatewayProcess process) implements AutoCloseable {
    int port() {
      return process.listen().port();
    }

    @Override
    public void close() {
      try {
        process.stop(ENDING);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      process.close();
    }
  }

  private Gateway gateway(String name, int service, Capture capture) throws IOException {
    Path jar = home.resolve("app/target/naosu.jar");
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is missing; build naosu first, with ./check");
    }
    GatewaySettings usual =
        GatewaySettings.usual("bench", new Listen("127.0.0.1", 0), directory.resolve(name));
    GatewaySettings settings =
        new GatewaySettings(
            usual.service(),
            usual.listen(),
            usual.control(),
            usual.directory(),
            usual.tls(),
            usual.times(),
            usual.headerBytes(),
            usual.steering(),
            usual.sticky(),
            usual.health(),
            usual.trustsForwarded(),
            usual.tellsVersion(),
            capture,
            usual.tell());
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(plan.jvm());
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            jar.toString(),
            "dev.naosu.app.Main",
            "gateway",
            "--config"));
    GatewayProcess process = GatewayProcess.ensure(settings, words);
    process
        .gateway()
        .route(
            new Routing(
                Split.all(VERSION),
                Map.of(VERSION, List.of(URI.create("http://127.0.0.1:" + service)))));
    return new Gateway(process);
  }
}
