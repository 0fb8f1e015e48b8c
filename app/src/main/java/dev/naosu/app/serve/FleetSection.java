package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.kubernetes.KubernetesSettings;
import dev.naosu.kubernetes.RolloutSettings;
import dev.naosu.processes.LocalSettings;
import dev.naosu.processes.LocalSettings.WarmUp;
import dev.naosu.prometheus.PrometheusTraffic.Queries;
import dev.naosu.repair.scaling.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a service runs, as the section `fleet` of a service says.
public sealed interface FleetSection {
  /// As processes of this machine.
  ///
  /// @param scaling when it gets more instances and when fewer; empty where that is for people
  /// @param traffic who counts what its versions answer; empty for the gateway alone
  record Local(
      LocalSettings settings, Optional<ScalingSection> scaling, Optional<TrafficSection> traffic)
      implements FleetSection {}

  /// In a cluster.
  ///
  /// @param traffic what Prometheus is asked for what the versions answered; empty where that is
  ///   not known
  /// @param scaling when it gets more pods and when fewer; empty where that is for people, or for
  ///   an autoscaler of the cluster
  record Kubernetes(
      KubernetesSettings settings, Optional<Queries> traffic, Optional<ScalingSection> scaling)
      implements FleetSection {}

  /// In a cluster, as a Rollout of Argo Rollouts.
  ///
  /// @param traffic what Prometheus is asked for what the versions answered; empty where that is
  ///   not known
  record Argo(RolloutSettings settings, Optional<Queries> traffic) implements FleetSection {}

  /// Whether a Prometheus server is asked what its versions answer.
  default boolean needsPrometheus() {
    return switch (this) {
      case Local local -> local.traffic().isPresent();
      case Kubernetes cluster -> cluster.traffic().isPresent();
      case Argo argo -> argo.traffic().isPresent();
    };
  }

  /// One pass over the section that notes everything that is wrong.
  final class Reader {
    private static final List<String> LOCAL =
        List.of(
            "kind",
            "instances",
            "ports",
            "readyTime",
            "settleTime",
            "drainTime",
            "stopTime",
            "environment",
            "keptBuilds",
            "warmUp",
            "scaling",
            "traffic");
    private static final List<String> KUBERNETES =
        List.of(
            "kind",
            "context",
            "namespace",
            "deployment",
            "rollout",
            "container",
            "image",
            "service",
            "route",
            "readyTime",
            "drainTime",
            "traffic",
            "scaling");
    private static final List<String> OF_DEPLOYMENTS =
        List.of("deployment", "service", "route", "scaling");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Duration CLUSTER_READY = Duration.ofMinutes(5);
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final int MOST_INSTANCES = 100;
    private static final int MOST_PORT = 65_535;
    private static final Pattern PATH = Pattern.compile("/[\\w/.~%+:@!$&'(),;=?-]{0,500}");
    private static final int MOST_REQUESTS = 10_000;
    private static final int USUAL_REQUESTS = 50;

    private final String where;
    private final String service;
    private final JsonNode node;
    private final BiConsumer<String, String> problems;

    /// @param where place of the section, such as `services[0].fleet`
    /// @param service its name, which other names are taken from
    /// @param problems told where and what
    Reader(String where, String service, JsonNode node, BiConsumer<String, String> problems) {
      this.where = where;
      this.service = service;
      this.node = node;
      this.problems = problems;
    }

    /// Empty when there is no such section, or something is wrong with it.
    Optional<FleetSection> read() {
      if (node.isMissingNode()) {
        return Optional.empty();
      }
      if (!node.isObject()) {
        problems.accept(where, "is written as fleet: {kind: local, instances: 2}");
        return Optional.empty();
      }
      String kind = node.path("kind").asText("local");
      return switch (kind) {
        case "local" -> Optional.of(local());
        case "kubernetes" -> kubernetes();
        default -> {
          problems.accept(where + ".kind", "is local or kubernetes, not " + kind);
          yield Optional.empty();
        }
      };
    }

    private FleetSection local() {
      known(where, node, LOCAL);
      LocalSettings usual = LocalSettings.usual();
      int first = usual.firstPort();
      int last = usual.lastPort();
      if (node.has("ports")) {
        Matcher range = PORTS.matcher(node.path("ports").asText());
        boolean good =
            range.matches()
                && Integer.parseInt(range.group(1)) >= 1
                && Integer.parseInt(range.group(1)) <= Integer.parseInt(range.group(2))
                && Integer.parseInt(range.group(2)) <= MOST_PORT;
        if (good) {
          first = Integer.parseInt(range.group(1));
          last = Integer.parseInt(range.group(2));
        } else {
          problems.accept(where + ".ports", "is a range; write it as 21000-21999");
        }
      }
      return new Local(
          new LocalSettings(
              count("instances", usual.instances(), 1, MOST_INSTANCES),
              first,
              last,
              time("readyTime", usual.readyTime()),
              time("settleTime", usual.settleTime()),
              time("drainTime", usual.drainTime()),
              time("stopTime", usual.stopTime()),
              environment(),
              count("keptBuilds", usual.keptBuilds(), 0, MOST_INSTANCES),
              warmUp()),
          new ScalingSection.Reader(where + ".scaling", node.path("scaling"), problems).read(),
          traffic().read());
    }

    private WarmUp warmUp() {
      JsonNode section = node.path("warmUp");
      if (section.isMissingNode()) {
        return WarmUp.NONE;
      }
      known(where + ".warmUp", section, List.of("paths", "requests"));
      List<String> paths = new ArrayList<>();
      section.path("paths").forEach(each -> paths.add(each.asText()));
      if (paths.isEmpty() || paths.stream().anyMatch(each -> !PATH.matcher(each).matches())) {
        problems.accept(
            where + ".warmUp.paths", "are paths that are only read, such as [/, /prices?of=book]");
        return WarmUp.NONE;
      }
      JsonNode requests = section.path("requests");
      if (!requests.isMissingNode()
          && (!requests.isInt() || requests.asInt() < 1 || requests.asInt() > MOST_REQUESTS)) {
        problems.accept(
            where + ".warmUp.requests", "should be a whole number from 1 to " + MOST_REQUESTS);
      }
      return new WarmUp(paths, requests.asInt(USUAL_REQUESTS));
    }

    private Optional<FleetSection> kubernetes() {
      known(where, node, KUBERNETES);
      if (node.has("rollout")) {
        return argo();
      }
      String usual = service.toLowerCase(Locale.ROOT);
      String deployment = name("deployment").orElse(usual);
      if (!NAME.matcher(deployment).matches()) {
        problems.accept(
            where + ".deployment", "is needed: the Deployment that the service runs as");
      }
      Optional<String> image = image();
      if (image.isEmpty()) {
        return Optional.empty();
      }
      Optional<Queries> traffic = traffic().alone();
      return Optional.of(
          new Kubernetes(
              new KubernetesSettings(
                  text("context"),
                  name("namespace"),
                  deployment,
                  name("container"),
                  image.get(),
                  name("service").orElse(deployment),
                  name("route").orElse(deployment),
                  time("readyTime", CLUSTER_READY),
                  time("drainTime", LocalSettings.usual().drainTime())),
              traffic,
              clusterScaling(traffic)));
    }

    /// By what is known in a cluster.
    private Optional<ScalingSection> clusterScaling(Optional<Queries> traffic) {
      Optional<ScalingSection> scaling =
          new ScalingSection.Reader(where + ".scaling", node.path("scaling"), problems).read();
      for (Measure each : scaling.map(section -> section.rules().measures()).orElse(List.of())) {
        if (each.vital().equals(Measure.UNDER_WAY)) {
          problems.accept(
              where + ".scaling.underWay",
              "is not known in a cluster; go by cpu, or by latency with traffic.latencies");
        }
        if (each.vital().equals(Measure.LATENCY) && traffic.flatMap(Queries::latencies).isEmpty()) {
          problems.accept(
              where + ".scaling.latency",
              "needs fleet.traffic with latencies, which Prometheus is asked");
        }
      }
      return scaling;
    }

    /// A Rollout knows by itself who leads requests to it.
    private Optional<FleetSection> argo() {
      OF_DEPLOYMENTS.stream()
          .filter(node::has)
          .forEach(
              key ->
                  problems.accept(
                      where + "." + key,
                      "does not go with rollout: that is said in the cluster itself"));
      Optional<String> rollout = name("rollout");
      Optional<String> image = image();
      return rollout.isEmpty() || image.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Argo(
                  new RolloutSettings(
                      text("context"),
                      name("namespace"),
                      rollout.get(),
                      name("container"),
                      image.get(),
                      time("readyTime", CLUSTER_READY),
                      time("drainTime", LocalSettings.usual().drainTime())),
                  traffic().alone()));
    }

    private Optional<String> image() {
      String image = node.path("image").asText("");
      if (!image.contains(KubernetesSettings.VERSION) || image.contains(" ")) {
        problems.accept(
            where + ".image",
            "is needed, with the version in it; write it as registry.example/shop:{version}");
        return Optional.empty();
      }
      return Optional.of(image);
    }

    private TrafficSection.Reader traffic() {
      return new TrafficSection.Reader(where + ".traffic", node.path("traffic"), problems);
    }

    private Optional<String> name(String key) {
      Optional<String> name = text(key);
      name.filter(each -> !NAME.matcher(each).matches())
          .ifPresent(
              each -> problems.accept(where + "." + key, "is no name in Kubernetes: " + each));
      return name;
    }

    private Optional<String> text(String key) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.asText().isBlank()) {
        problems.accept(where + "." + key, "should be a text");
        return Optional.empty();
      }
      return Optional.of(value.asText());
    }

    private Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>();
      JsonNode section = node.path("environment");
      for (Map.Entry<String, JsonNode> each : section.properties()) {
        if (!each.getKey().matches("[A-Za-z_]\\w*") || !each.getValue().isValueNode()) {
          problems.accept(
              where + ".environment." + each.getKey(), "is no variable; write it as NAME: value");
        }
        environment.put(each.getKey(), each.getValue().asText());
      }
      if (!section.isMissingNode() && !section.isObject()) {
        problems.accept(where + ".environment", "is names and values, such as {MODE: production}");
      }
      return environment;
    }

    private int count(String key, int usual, int least, int most) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
        problems.accept(
            where + "." + key, "should be a whole number from " + least + " to " + most);
        return usual;
      }
      return value.asInt();
    }

    private Duration time(String key, Duration usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      Optional<Duration> time = Durations.parse(value.asText());
      if (time.isEmpty()) {
        problems.accept(where + "." + key, "is no time; write it as 30s, 2m or 1h");
      }
      return time.orElse(usual);
    }

    private void known(String place, JsonNode section, List<String> keys) {
      Keys.known(place + ".", section, keys, problems);
    }
  }
}
