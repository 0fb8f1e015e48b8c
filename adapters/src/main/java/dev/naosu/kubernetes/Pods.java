package dev.naosu.kubernetes;

import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Instance;
import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What is to be read off the pods of a version.
///
/// @param cleaning removes secrets from what pods say
record Pods(KubernetesClient client, UnaryOperator<String> cleaning) {
  private static final int TOLD_LINES = 40;

  /// Why they will not get ready; empty when they may.
  Optional<Started.Unwell> trouble(List<Pod> pods) {
    return pods.stream()
        .map(PodTrouble::of)
        .flatMap(Optional::stream)
        .findFirst()
        .map(found -> new Started.Unwell(found.what(), found.hasLog() ? logs(pods) : ""));
  }

  /// The end of what the first pod that says something has said.
  String logs(List<Pod> pods) {
    return pods.stream()
        .map(this::log)
        .filter(each -> !each.isBlank())
        .findFirst()
        .map(each -> cleaning.apply(each.strip()))
        .orElse("");
  }

  private String log(Pod pod) {
    try {
      String said =
          client
              .pods()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(pod.getMetadata().getName())
              .tailingLines(TOLD_LINES)
              .getLog();
      return said == null ? "" : said;
    } catch (KubernetesClientException _) {
      // no container of it has run yet
      return "";
    }
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(each -> "Ready".equals(each.getType()) && "True".equals(each.getStatus()));
  }

  static Instance instance(Version version, Pod pod) {
    boolean isLeaving = pod.getMetadata().getDeletionTimestamp() != null;
    Optional<PodTrouble> trouble = PodTrouble.of(pod);
    Condition condition;
    if (isLeaving) {
      condition = Condition.LEAVING;
    } else if (isReady(pod)) {
      condition = Condition.WELL;
    } else {
      condition = trouble.isPresent() ? Condition.UNWELL : Condition.STARTING;
    }
    int restarts =
        pod.getStatus() == null
            ? 0
            : pod.getStatus().getContainerStatuses().stream()
                .mapToInt(each -> each.getRestartCount() == null ? 0 : each.getRestartCount())
                .sum();
    String note =
        trouble.map(PodTrouble::what).orElse(restarts == 0 ? "" : "restarts: " + restarts);
    String where = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    return new Instance(
        version, pod.getMetadata().getName(), condition, where == null ? "" : where, note);
  }
}
