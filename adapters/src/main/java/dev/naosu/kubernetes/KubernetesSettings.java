package dev.naosu.kubernetes;

import java.time.Duration;
import java.util.Optional;

/// Where a service runs in a cluster.
///
/// @param context of the kubeconfig; empty for the current one, or the one of the pod naosu runs in
/// @param namespace empty for the one of the context
/// @param deployment that the service runs as, and that versions are cloned from
/// @param container of its pods that the image belongs to; empty for the only one
/// @param image of a version, in which `{version}` stands for its name
/// @param service that selects its pods
/// @param route HTTPRoute of the Gateway API that sends requests to `service`
/// @param readyTime until all pods of a version have to be ready
/// @param drainTime for pods of a version that leaves
public record KubernetesSettings(
    Optional<String> context,
    Optional<String> namespace,
    String deployment,
    Optional<String> container,
    String image,
    String service,
    String route,
    Duration readyTime,
    Duration drainTime) {
  /// Stands for the name of a version.
  public static final String VERSION = "{version}";

  public KubernetesSettings {
    if (!image.contains(VERSION)) {
      throw new IllegalArgumentException("an image of each version holds " + VERSION);
    }
  }

  String imageOf(String version) {
    return image.replace(VERSION, version);
  }
}
