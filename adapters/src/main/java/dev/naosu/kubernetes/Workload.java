package dev.naosu.kubernetes;

import dev.naosu.machine.circuit.Untouched;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// One Deployment of a cluster, and its pods.
///
/// @param least pods that it is ever scaled to
/// @param most pods that it is ever scaled to
/// @param readyTime until all pods have to be ready after a change
public record Workload(
    KubernetesClient client,
    String namespace,
    String deployment,
    int least,
    int most,
    Duration readyTime)
    implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(250);

  public Workload {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "a Deployment keeps at least one pod, and at most as many as it may: "
              + least
              + ", "
              + most);
    }
  }

  /// In the cluster that a kubeconfig names, as `kubectl` finds it.
  ///
  /// @param context empty for the current one
  /// @param namespace empty for the one of the context
  /// @throws IOException with a text for people, as when there is no such context
  public static Workload open(
      Optional<String> context,
      Optional<String> namespace,
      String deployment,
      int least,
      int most,
      Duration readyTime)
      throws IOException {
    KubernetesClient client = Cluster.client(context, namespace);
    String place = client.getNamespace() == null ? "default" : client.getNamespace();
    return new Workload(client, place, deployment, least, most, readyTime);
  }

  @Override
  public void close() {
    client.close();
  }

  Deployment read() throws IOException {
    Deployment found =
        asked(
            () -> {
              Deployment now =
                  client.apps().deployments().inNamespace(namespace).withName(deployment).get();
              if (now == null) {
                throw new Untouched(
                    "there is no Deployment " + deployment + " in the namespace " + namespace);
              }
              return now;
            });
    return found;
  }

  static int wanted(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int ready(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null || status.getReadyReplicas() == null ? 0 : status.getReadyReplicas();
  }

  List<Pod> pods(Deployment now) throws IOException {
    return asked(
        () ->
            client
                .pods()
                .inNamespace(namespace)
                .withLabels(now.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems());
  }

  static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(each -> "Ready".equals(each.getType()) && "True".equals(each.getStatus()));
  }

  /// Why a budget lets no pod of it be disturbed now; empty when none says so.
  Optional<String> budget(Map<String, String> labels) throws IOException {
    return asked(
        () ->
            client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(each -> fits(each.getSpec().getSelector(), labels))
                .filter(
                    each ->
                        each.getStatus() == null
                            || each.getStatus().getDisruptionsAllowed() == null
                            || each.getStatus().getDisruptionsAllowed() < 1)
                .map(
                    each ->
                        "the PodDisruptionBudget "
                            + each.getMetadata().getName()
                            + " lets no pod be disturbed now")
                .findFirst());
  }

  /// What cannot be told, is taken for a fit.
  private static boolean fits(LabelSelector selector, Map<String, String> labels) {
    if (selector == null || !selector.getMatchExpressions().isEmpty()) {
      return true;
    }
    return selector.getMatchLabels() == null
        || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
  }

  /// @return whether all pods were ready in time
  boolean awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + readyTime.toNanos();
    while (System.nanoTime() < end) {
      Deployment now = read();
      DeploymentStatus status = now.getStatus();
      Long generation = now.getMetadata().getGeneration();
      boolean isSeen =
          status != null
              && (generation == null
                  || status.getObservedGeneration() == null
                  || status.getObservedGeneration() >= generation);
      if (isSeen
          && ready(now) == wanted(now)
          && (status.getUpdatedReplicas() == null || status.getUpdatedReplicas() >= wanted(now))
          && pods(now).stream().filter(Workload::isReady).count() >= wanted(now)) {
        return true;
      }
      Thread.sleep(GLANCE);
    }
    return false;
  }

  static <T> T asked(Callable<T> question) throws IOException {
    try {
      return question.call();
    } catch (KubernetesClientException e) {
      throw new IOException(
          "the cluster refuses or does not answer"
              + (e.getCode() > 0 ? " (" + e.getCode() + ")" : ""),
          e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("nothing else is thrown", e);
    }
  }

  /// Without the client.
  @Override
  public String toString() {
    return namespace + "/" + deployment;
  }
}
