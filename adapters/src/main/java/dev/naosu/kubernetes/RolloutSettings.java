package dev.naosu.kubernetes;

import java.time.Duration;
import java.util.Optional;

/// Where a service runs as a Rollout of Argo Rollouts.
///
/// @param context of the kubeconfig; empty for the current one, or the one of the pod naosu runs in
/// @param namespace empty for the one of the context
/// @param rollout that the service runs as
/// @param container of its pods that the image belongs to; empty for the only one
/// @param image of a version, in which `{version}` stands for its name
/// @param readyTime until Argo has to have done what it was told
/// @param drainTime for a pod that is restarted
public record RolloutSettings(
    Optional<String> context,
    Optional<String> namespace,
    String rollout,
    Optional<String> container,
    String image,
    Duration readyTime,
    Duration drainTime) {
  public RolloutSettings {
    if (!image.contains(KubernetesSettings.VERSION)) {
      throw new IllegalArgumentException(
          "an image of each version holds " + KubernetesSettings.VERSION);
    }
  }

  String imageOf(String version) {
    return image.replace(KubernetesSettings.VERSION, version);
  }
}
