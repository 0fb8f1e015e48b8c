package dev.naosu.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// The API server of fabric8's mock, which keeps what it is given, and a controller that does with
/// Deployments what a cluster does: as many pods as are wanted, with the labels of the template.
/// Images that are called `missing` cannot be pulled, those called `crash` end again and again, and
/// those called `slow` are never ready.
final class SmallCluster implements AutoCloseable {
  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Thread controller;
  private final AtomicInteger names = new AtomicInteger();

  private SmallCluster(KubernetesMockServer server) {
    this.server = server;
    this.client = server.createClient();
    this.controller = Thread.ofVirtual().unstarted(this::control);
  }

  /// What a cluster does when it is asked to evict a pod that no budget keeps.
  private static final class EvictingDispatcher extends KubernetesCrudDispatcher {
    private static final String EVICTION = "/eviction";

    private final boolean hasRollouts;

    private EvictingDispatcher(boolean hasRollouts) {
      super(
          hasRollouts
              ? List.of(
                  new CustomResourceDefinitionContext.Builder()
                      .withGroup("argoproj.io")
                      .withVersion("v1alpha1")
                      .withKind("Rollout")
                      .withPlural("rollouts")
                      .withScope("Namespaced")
                      .withStatusSubresource(true)
                      .build())
              : List.of());
      this.hasRollouts = hasRollouts;
    }

    /// What the mock keeps to itself: which kinds there are.
    @Override
    public MockResponse handleGet(String path) {
      return hasRollouts && path.equals("/apis/argoproj.io/v1alpha1")
          ? new MockResponse()
              .setResponseCode(200)
              .addHeader("Content-Type", "application/json")
              .setBody(
                  """
                  {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "argoproj.io/v1alpha1",
                   "resources": [{"name": "rollouts", "kind": "Rollout", "namespaced": true}]}
                  """)
          : super.handleGet(path);
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
      String path = request.getPath();
      return path.endsWith(EVICTION)
          ? handleDelete(path.substring(0, path.length() - EVICTION.length()))
          : super.handleCreate(request);
    }
  }

  static SmallCluster open() {
    return open(false);
  }

  /// @param hasRollouts whether the custom resources of Argo Rollouts are installed
  static SmallCluster open(boolean hasRollouts) {
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new EvictingDispatcher(hasRollouts),
            false);
    server.init();
    SmallCluster cluster = new SmallCluster(server);
    cluster.controller.start();
    return cluster;
  }

  KubernetesClient client() {
    return server.createClient();
  }

  private void control() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        Thread.sleep(20);
      }
    } catch (InterruptedException _) {
      // the cluster is closed
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      for (Deployment each : client.apps().deployments().list().getItems()) {
        control(each);
      }
      removeOrphans();
    } catch (KubernetesClientException _) {
      // what it looked at was changed at this moment, or the cluster is closed; the next look tells
      return;
    }
  }

  private void control(Deployment deployment) {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    String owner = deployment.getMetadata().getName();
    List<Pod> pods = podsOf(owner);
    for (Pod pod : pods) {
      Map<String, String> now = new HashMap<>(pod.getMetadata().getLabels());
      now.remove("owner");
      if (!now.equals(labels)) {
        client.resource(pod).delete();
      }
    }
    List<Pod> left = podsOf(owner);
    int wanted = deployment.getSpec().getReplicas();
    left.stream().skip(wanted).forEach(pod -> client.resource(pod).delete());
    String image =
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    for (int i = left.size(); i < wanted; i++) {
      client.resource(pod(owner, labels, image)).create();
    }
    boolean isWell = !image.matches(".*:(missing|crash|slow)");
    Integer ready = isWell ? wanted : Integer.valueOf(0);
    if (deployment.getStatus() == null
        || !ready.equals(deployment.getStatus().getReadyReplicas())
        || !Integer.valueOf(wanted).equals(deployment.getStatus().getUpdatedReplicas())) {
      client
          .apps()
          .deployments()
          .withName(owner)
          .editStatus(
              now ->
                  new DeploymentBuilder(now)
                      .withNewStatus()
                      .withReplicas(wanted)
                      .withUpdatedReplicas(wanted)
                      .withReadyReplicas(ready)
                      .endStatus()
                      .build());
    }
  }

  List<Pod> podsOf(String owner) {
    return client.pods().withLabel("owner", owner).list().getItems();
  }

  private void removeOrphans() {
    List<String> owners =
        client.apps().deployments().list().getItems().stream()
            .map(each -> each.getMetadata().getName())
            .collect(Collectors.toCollection(ArrayList::new));
    client.apps().replicaSets().list().getItems().stream()
        .map(each -> each.getMetadata().getName())
        .forEach(owners::add);
    client.pods().list().getItems().stream()
        .filter(pod -> !owners.contains(pod.getMetadata().getLabels().get("owner")))
        .forEach(pod -> client.resource(pod).delete());
  }

  /// A pod as the template of an owner wants it.
  Pod pod(String owner, Map<String, String> labels, String image) {
    ContainerStatus status =
        image.endsWith(":missing")
            ? waiting(image, "ImagePullBackOff", "manifest unknown")
            : image.endsWith(":crash")
                ? waiting(image, "CrashLoopBackOff", "back-off 10s restarting failed container")
                : new ContainerStatusBuilder().withName("shop").withImage(image).build();
    return new PodBuilder()
        .withNewMetadata()
        .withName(owner + "-" + names.incrementAndGet())
        .addToLabels(labels)
        .addToLabels("owner", owner)
        .endMetadata()
        .withNewStatus()
        .withPodIP("10.0.0." + names.get())
        .withContainerStatuses(status)
        .addNewCondition()
        .withType("Ready")
        .withStatus(image.matches(".*:(missing|crash|slow)") ? "False" : "True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static ContainerStatus waiting(String image, String reason, String message) {
    return new ContainerStatusBuilder()
        .withName("shop")
        .withImage(image)
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .endState()
        .build();
  }

  @Override
  public void close() {
    controller.interrupt();
    try {
      controller.join();
    } catch (InterruptedException _) {
      // it ends by itself, as it was told to
      Thread.currentThread().interrupt();
    }
    client.close();
    server.destroy();
  }
}
