package dev.naosu.fleet;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Where a gateway sends the requests of one service.
///
/// @param split by version
/// @param instances where each version is served, by version; those of a version without a share
///   are reached by its name in a header only
public record Routing(Split split, Map<Version, List<URI>> instances) {
  public Routing {
    instances = Map.copyOf(instances);
    for (Map.Entry<Version, Double> each : split.shares().entrySet()) {
      if (each.getValue() > 0 && instances.getOrDefault(each.getKey(), List.of()).isEmpty()) {
        throw new IllegalArgumentException("nobody serves " + each.getKey());
      }
    }
  }
}
