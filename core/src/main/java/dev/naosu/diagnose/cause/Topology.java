package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Track;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which service asks which other one.
public record Topology(Set<Edge> edges) {
  /// Answers who asks whom, in an environment, as far as traces tell.
  @FunctionalInterface
  public interface Source {
    Topology of(String environment);

    /// Where nobody knows.
    static Source none() {
      return _ -> UNKNOWN;
    }
  }

  /// Where nothing is known of it.
  public static final Topology UNKNOWN = new Topology(Set.of());

  public Topology {
    edges = Set.copyOf(edges);
  }

  /// Labels in which metrics of clients name whom they ask.
  private static final List<String> ASKED =
      List.of(
          "peer.service",
          "service.peer.name",
          "server.address",
          "net.peer.name",
          "peer_service",
          "server_address",
          "callee",
          "destination",
          "upstream");

  /// What the metrics of clients say of whom they ask, where that is a service that has metrics
  /// too.
  public static Topology seen(List<Track> tracks) {
    Set<String> services =
        tracks.stream().map(track -> track.series().origin().service()).collect(Collectors.toSet());
    Set<Edge> edges = new HashSet<>();
    for (Track track : tracks) {
      String asked = asked(track.series().labels());
      String caller = track.series().origin().service();
      if (services.contains(asked) && !asked.equals(caller)) {
        edges.add(new Edge(caller, asked));
      }
    }
    return new Topology(edges);
  }

  Topology with(Topology other) {
    Set<Edge> all = new HashSet<>(edges);
    all.addAll(other.edges);
    return new Topology(all);
  }

  /// Whom a client's metric is about; empty when it does not say.
  static String asked(Map<String, String> labels) {
    for (String label : ASKED) {
      String value = labels.getOrDefault(label, "");
      if (!value.isEmpty()) {
        // a name of a host begins with the name of the service, where it is one
        return value.matches("[\\d.:]++")
            ? value
            : value.split("[.:]", 2)[0].toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  /// One service asks another, and waits.
  public record Edge(String caller, String callee) {}

  /// In the order of their names, without the service itself.
  Set<String> callees(String service) {
    Set<String> found = new TreeSet<>();
    for (Edge edge : edges) {
      if (edge.caller().equals(service) && !edge.callee().equals(service)) {
        found.add(edge.callee());
      }
    }
    return found;
  }

  /// In the order of their names, without the service itself.
  Set<String> callers(String service) {
    Set<String> found = new TreeSet<>();
    for (Edge edge : edges) {
      if (edge.callee().equals(service) && !edge.caller().equals(service)) {
        found.add(edge.caller());
      }
    }
    return found;
  }
}
