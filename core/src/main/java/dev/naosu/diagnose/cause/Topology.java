package dev.naosu.diagnose.cause;

import java.util.Set;
import java.util.TreeSet;

/// Which service asks which other one.
public record Topology(Set<Edge> edges) {
  /// Where nothing is known of it.
  public static final Topology UNKNOWN = new Topology(Set.of());

  public Topology {
    edges = Set.copyOf(edges);
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
