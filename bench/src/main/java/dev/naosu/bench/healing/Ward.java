package dev.naosu.bench.healing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.bench.load.ServedNaosu;
import dev.naosu.faults.ProcessInjector;
import dev.naosu.faults.Staff;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Instance;
import dev.naosu.fleet.Routing;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.machine.Loopback;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.processes.LocalFleet;
import dev.naosu.processes.LocalSettings;
import dev.naosu.prove.experiment.Place;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Three instances of the shop behind a gateway, a naosu server that looks after them, and
/// customers.
final class Ward implements AutoCloseable {
  static final String SHOP = "shop";
  static final String APP = "app";

  private static final int INSTANCES = 3;
  private static final Duration DEPLOYING = Duration.ofMinutes(3);
  private static final Pattern WHERE = Pattern.compile("127\\.0\\.0\\.1:(\\d+), process (\\d+)");

  private final Path place;
  private final ServedNaosu naosu;
  private final LocalFleet fleet;
  private final GatewayProcess gateway;
  private final Customers customers;

  private Ward(
      Path place,
      ServedNaosu naosu,
      LocalFleet fleet,
      GatewayProcess gateway,
      Customers customers) {
    this.place = place;
    this.naosu = naosu;
    this.fleet = fleet;
    this.gateway = gateway;
    this.customers = customers;
  }

  /// One instance.
  record Patient(String name, int port, long pid, boolean isWell) {}

  /// What can be seen from outside at a moment.
  ///
  /// @param routed ports that get requests
  /// @param told what naosu has told people of the service so far
  record Sight(List<Patient> patients, Set<Integer> routed, Set<String> told) {
    Optional<Patient> with(long pid) {
      return patients.stream().filter(each -> each.pid() == pid).findFirst();
    }

    boolean isComplete() {
      return patients.size() == INSTANCES
          && patients.stream().allMatch(each -> each.isWell() && routed.contains(each.port()));
    }
  }

  /// @param home where naosu is installed and built
  /// @param project `examples/shop`
  /// @param more lines of the server's configuration
  /// @param place an empty directory
  static Ward open(Path home, Path project, String more, Path place, ProcessSandbox sandbox)
      throws IOException, InterruptedException {
    ShopProgram shop =
        ShopProgram.compile(project, Files.createDirectories(place.resolve("classes")));
    Path repository = repository(shop, place, sandbox);
    int port = Loopback.free().port();
    int first = 24_000 + new Random().nextInt(400) * 10;
    String config =
        """
        services:
          - name: shop
            repository: %s
            gateway: {listen: "127.0.0.1:%d"}
            fleet: {kind: local, instances: %d, ports: %d-%d, readyTime: 90s}
            components:
              - {name: app, kind: jvm, fleet: true}
        """
            .formatted(repository, port, INSTANCES, first, first + 99);
    ServedNaosu naosu =
        ServedNaosu.start(
            home,
            List.of("-XX:+UseSerialGC"),
            config + more,
            Files.createDirectories(place.resolve("server")),
            sandbox);
    try {
      deploy(home, naosu, sandbox);
      Path data = naosu.data();
      GatewayProcess gateway =
          GatewayProcess.find(
                  GatewaySettings.usual(
                      SHOP,
                      new GatewaySettings.Listen("127.0.0.1", port),
                      data.resolve("gateways").resolve(SHOP)))
              .orElseThrow(() -> new IOException("the server has started no gateway"));
      LocalFleet fleet =
          new LocalFleet(
              data.resolve("fleets").resolve(SHOP),
              LocalSettings.usual(),
              (_, _) -> {
                throw new IOException("the server's fleet is only looked at");
              },
              _ -> {
                throw new IllegalStateException("the server's fleet is only looked at");
              },
              gateway.gateway(),
              text -> text,
              InstantSource.system());
      return new Ward(
          place,
          naosu,
          fleet,
          gateway,
          Customers.of(URI.create("http://127.0.0.1:" + port + "/health")));
    } catch (IOException | RuntimeException e) {
      naosu.close();
      throw e;
    }
  }

  /// All that the service's repository holds is how it is started: there is nothing to build.
  private static Path repository(ShopProgram shop, Path place, ProcessSandbox sandbox)
      throws IOException {
    Path repository = Files.createDirectories(place.resolve("repository"));
    String path = System.getProperty("java.class.path") + ":" + shop.classes();
    Files.writeString(
        repository.resolve("naosu.yml"),
        """
        service:
          build: "true"
          command:
            - %s
            - -Xmx96m
            - -XX:+UseSerialGC
            - -XX:TieredStopAtLevel=1
            - -XX:+EnableDynamicAgentLoading
            - -cp
            - "%s"
            - dev.naosu.bench.healing.FrailShop
            - "{port}"
            - "%s"
          ready: /health
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                path,
                Files.createDirectories(place.resolve("proxies"))));
    for (List<String> words :
        List.of(
            List.of("git", "init", "-q", "-b", "main"),
            List.of("git", "add", "naosu.yml"),
            List.of(
                "git",
                "-c",
                "user.name=bench",
                "-c",
                "user.email=bench@example.org",
                "commit",
                "-q",
                "-m",
                "How the shop is started"))) {
      ran(words, repository, sandbox);
    }
    return repository;
  }

  private static void deploy(Path home, ServedNaosu naosu, ProcessSandbox sandbox)
      throws IOException {
    ran(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dnaosu.home=" + home,
            "-cp",
            home.resolve("app/target/naosu.jar").toString(),
            "dev.naosu.app.Main",
            "fleet",
            "deploy",
            "main",
            "--config",
            naosu.config().toString()),
        naosu.config().resolveSibling(""),
        sandbox);
  }

  private static void ran(List<String> words, Path directory, ProcessSandbox sandbox)
      throws IOException {
    switch (sandbox.run(new Command(words, directory, Map.of(), DEPLOYING))) {
      case Exit.Finished done -> {
        if (!done.succeeded()) {
          throw new IOException(words + " failed: " + done.output());
        }
      }
      case Exit.TimedOut over -> throw new IOException(words + " took longer than " + over.limit());
      case Exit.NeverStarted never -> throw new IOException(never.why());
    }
  }

  /// The name of the place that is an instance's proxy.
  static String link(String instance) {
    return "link-" + instance;
  }

  Sight look() throws IOException, InterruptedException {
    List<Patient> patients = new ArrayList<>();
    for (Instance each : fleet.instances()) {
      Matcher where = WHERE.matcher(each.where());
      if (where.find()) {
        patients.add(
            new Patient(
                each.name(),
                Integer.parseInt(where.group(1)),
                Long.parseLong(where.group(2)),
                each.condition() == Condition.WELL));
      }
    }
    Set<Integer> routed = new TreeSet<>();
    Optional<Routing> routing = gateway.gateway().routing();
    routing.ifPresent(
        each ->
            each.instances()
                .values()
                .forEach(all -> all.forEach(uri -> routed.add(uri.getPort()))));
    return new Sight(patients, routed, told());
  }

  /// Incidents, and what was done about them.
  private Set<String> told() throws IOException, InterruptedException {
    Set<String> told = new TreeSet<>();
    for (JsonNode each : naosu.json("/api/v1/actions?limit=100").path("actions")) {
      told.add(
          each.path("action").asText()
              + " of "
              + each.path("target").asText()
              + ", "
              + each.path("id").asText()
              + " "
              + each.path("phase").asText());
    }
    for (JsonNode each : naosu.json("/api/v1/incidents?limit=100&service=shop").path("incidents")) {
      told.add(
          each.path("id").asText()
              + "/"
              + each.path("signals").asText()
              + "/"
              + each.path("state").asText());
    }
    return told;
  }

  /// Does faults to the instances there are now.
  ProcessInjector injector(List<Patient> patients) {
    Map<String, Place> places = new HashMap<>();
    places.put(APP, new Place.Instances(SHOP));
    patients.forEach(
        each ->
            places.put(
                link(each.name()),
                new Place.Link(place.resolve("proxies/" + each.port()).toString())));
    Staff staff =
        _ ->
            patients.stream()
                .map(each -> new Staff.Running(each.name(), each.pid(), each.isWell()))
                .toList();
    return new ProcessInjector(
        places,
        staff,
        ProcessInjector.Settings.here(place.resolve("acting"), List.of()),
        InstantSource.system(),
        _ -> 0);
  }

  Customers customers() {
    return customers;
  }

  @Override
  public void close() throws IOException {
    customers.close();
    try {
      // before the server ends, which would leave everything running
      fleet.stop();
      gateway.stop(Duration.ofSeconds(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      gateway.close();
      fleet.close();
      naosu.close();
    }
  }
}
