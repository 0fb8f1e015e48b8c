package dev.naosu.app.serve;

import dev.naosu.app.serve.Counted.Counter;
import dev.naosu.build.Builds;
import dev.naosu.build.LauncherJars;
import dev.naosu.build.ServiceBuilds;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.git.ServiceRepository;
import dev.naosu.kubernetes.KubernetesFleet;
import dev.naosu.kubernetes.RolloutFleet;
import dev.naosu.kubernetes.RolloutSettings;
import dev.naosu.kubernetes.TrafficSource;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.processes.LoadMeter;
import dev.naosu.processes.LocalFleet;
import dev.naosu.processes.Upkeep;
import dev.naosu.prometheus.Asked;
import dev.naosu.prometheus.BesideGateway;
import dev.naosu.prometheus.PrometheusTraffic;
import dev.naosu.prometheus.PrometheusTraffic.Queries;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts the fleets of services together.
public final class Fleets {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path data;
  private final Gateways gateways;
  private final Optional<Asked> prometheus;
  private final InstantSource clock;
  private final Reading reading;

  /// How the repository of a service is read.
  @FunctionalInterface
  interface Reading {
    /// @param mirror a directory for a bare copy; made when it is not there
    ServiceRepository by(ServerConfig.Service service, Path mirror);
  }

  /// What a fleet is opened for.
  public enum Use {
    /// To look after it, as long as it is open.
    KEEP,
    /// For one command; whoever keeps it does the rest.
    ONCE
  }

  /// @param data directory of the server
  /// @param prometheus that knows what services answer; empty for none
  public Fleets(Path data, Gateways gateways, Optional<Asked> prometheus, InstantSource clock) {
    this(
        data,
        gateways,
        prometheus,
        clock,
        (service, mirror) -> new ServiceRepository(service.repository(), service.branch(), mirror));
  }

  private Fleets(
      Path data,
      Gateways gateways,
      Optional<Asked> prometheus,
      InstantSource clock,
      Reading reading) {
    this.data = data;
    this.gateways = gateways;
    this.prometheus = prometheus;
    this.clock = clock;
    this.reading = reading;
  }

  /// The same where repositories are read in another way than by what git finds by itself.
  Fleets reading(Reading by) {
    return new Fleets(data, gateways, prometheus, clock, by);
  }

  /// The fleets of all services that have one, by service.
  ///
  /// @throws IOException with a text for people; what was opened before stays open
  public Map<String, ServiceFleet> openAll(List<ServerConfig.Service> services, Use use)
      throws IOException {
    Map<String, ServiceFleet> all = new HashMap<>();
    for (ServerConfig.Service service : services) {
      Optional<ServiceFleet> fleet = open(service, use);
      if (fleet.isPresent()) {
        all.put(service.name(), fleet.get());
      }
    }
    return all;
  }

  /// Opens the fleet of a service.
  ///
  /// @return empty when its configuration names none
  /// @throws IOException with a text for people
  public Optional<ServiceFleet> open(ServerConfig.Service service, Use use) throws IOException {
    return switch (service.fleet().orElse(null)) {
      case null -> Optional.empty();
      case FleetSection.Local local ->
          Optional.of(local(service, local, new GatewayBefore(gateways, service.name()), use));
      case FleetSection.Kubernetes section ->
          Optional.of(cluster(service, section, traffic(section.traffic())));
      case FleetSection.Argo(RolloutSettings settings, Optional<Queries> queries) ->
          Optional.of(argo(service, settings, traffic(queries)));
    };
  }

  private Optional<PrometheusTraffic> traffic(Optional<Queries> queries) {
    return prometheus.flatMap(
        server ->
            queries.map(each -> new PrometheusTraffic(server.url(), server.token(), each, clock)));
  }

  private ServiceFleet cluster(
      ServerConfig.Service service,
      FleetSection.Kubernetes section,
      Optional<PrometheusTraffic> traffic)
      throws IOException {
    KubernetesFleet fleet =
        KubernetesFleet.open(section.settings(), source(service, traffic), Redaction::of);
    return clustered(
        service,
        new Operated(fleet, fleet, fleet),
        section
            .scaling()
            .map(
                scaling ->
                    fleet.meter(traffic.map(each -> each::traffic), scaling.cores(), LOOK, clock)),
        fleet::stop,
        fleet::close,
        traffic);
  }

  private static ServiceFleet argo(
      ServerConfig.Service service, RolloutSettings settings, Optional<PrometheusTraffic> traffic)
      throws IOException {
    RolloutFleet fleet = RolloutFleet.open(settings, source(service, traffic), Redaction::of);
    return clustered(
        service,
        new Operated(fleet, fleet, fleet),
        Optional.empty(),
        fleet::stop,
        fleet::close,
        traffic);
  }

  private static TrafficSource source(
      ServerConfig.Service service, Optional<PrometheusTraffic> traffic) {
    return traffic
        .<TrafficSource>map(each -> each::traffic)
        .orElse(
            () -> {
              throw new IOException(
                  "nothing tells what "
                      + service.name()
                      + " answers in its cluster; name prometheus: and the queries in"
                      + " fleet: {traffic: …}");
            });
  }

  /// Ends what runs.
  @FunctionalInterface
  private interface Stop {
    void stop() throws IOException;
  }

  private static ServiceFleet clustered(
      ServerConfig.Service service,
      Operated operated,
      Optional<Workload.Meter> meter,
      Stop stop,
      Runnable close,
      Optional<PrometheusTraffic> traffic) {
    return new ServiceFleet(
        service.name(),
        operated,
        meter,
        Version::new,
        new ServiceFleet.Ending() {
          @Override
          public void stop() throws IOException {
            stop.stop();
          }

          @Override
          public void close() {
            close.run();
            traffic.ifPresent(PrometheusTraffic::close);
          }
        });
  }

  /// Who counts for a fleet of this machine, and what has to be closed with it.
  private record Count(Counter counter, Runnable close) {}

  private Count count(ServerConfig.Service service, FleetSection.Local section, Gateway gateway)
      throws IOException {
    if (section.traffic().isEmpty()) {
      return new Count(gateway::traffic, () -> {});
    }
    Asked server =
        prometheus.orElseThrow(
            () ->
                new IOException(
                    "the fleet of "
                        + service.name()
                        + " is counted by Prometheus; say where it is: prometheus: {url: …}"));
    return switch (section.traffic().get()) {
      case TrafficSection.Prometheus(Queries queries) -> {
        PrometheusTraffic alone =
            new PrometheusTraffic(server.url(), server.token(), queries, clock);
        yield new Count(alone::traffic, alone::close);
      }
      case TrafficSection.Both(BesideGateway.Queries queries) -> {
        BesideGateway both =
            new BesideGateway(server.url(), server.token(), queries, gateway::traffic, clock);
        yield new Count(both::traffic, both::close);
      }
    };
  }

  private ServiceFleet local(
      ServerConfig.Service service, FleetSection.Local section, Gateway gateway, Use use)
      throws IOException {
    Path place = Files.createDirectories(place(data, service.name()));
    // of its own: a command beside the server must not fetch into the server's
    ServiceRepository repository = reading.by(service, place.resolve("mirror.git"));
    ProcessSandbox sandbox = ProcessSandbox.create();
    Builds builds =
        new Builds(
            sandbox,
            JdkCatalogue.ofThisMachine(),
            new LauncherJars(
                sandbox, Path.of(System.getProperty("user.home"), ".m2", "repository")));
    LocalFleet fleet =
        new LocalFleet(
            place,
            section.settings(),
            (version, into) ->
                repository.at(version.name(), into).root().resolve(service.directory()),
            new ServiceBuilds(builds, sandbox, place.resolve("logs")),
            gateway,
            Redaction::of,
            clock);
    Count count = count(service, section, gateway);
    Optional<Upkeep> upkeep =
        use == Use.KEEP ? Optional.of(Upkeep.of(fleet, LOOK)) : Optional.empty();
    return new ServiceFleet(
        service.name(),
        new Operated(new Counted(fleet, count.counter()), fleet, fleet),
        Optional.of(
            new LoadMeter(
                fleet,
                gateway,
                section.scaling().map(ScalingSection::cores).orElse(1.0),
                LOOK,
                clock)),
        words -> new Version(repository.commit(words)),
        new ServiceFleet.Ending() {
          @Override
          public void stop() throws IOException, InterruptedException {
            fleet.stop();
          }

          @Override
          public void close() throws IOException {
            upkeep.ifPresent(Upkeep::close);
            fleet.close();
            count.close().run();
          }
        });
  }

  /// Where the fleet of a service keeps everything.
  ///
  /// @param data directory of the server
  static Path place(Path data, String service) {
    return data.resolve("fleets").resolve(service.replaceAll("[^\\w.-]", "_"));
  }
}
