package dev.naosu.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// A controller that does with one canary Rollout what the documentation and the sources of Argo
/// Rollouts say of theirs (`rollout/canary.go`, `rollout/sync.go`): ReplicaSets by the hash of the
/// template; another template or other steps begin anew and forget pauses, aborts and promotions;
/// one step at a time, a pause without a time until its conditions are cleared; `status.abort`
/// gives all back; `status.promoteFull` makes the new one the stable one once all its pods are
/// available. Where requests are routed, a weight is moved only when the pods for it are there.
final class SmallArgo implements AutoCloseable {
  static final ResourceDefinitionContext ROLLOUTS =
      new ResourceDefinitionContext.Builder()
          .withGroup("argoproj.io")
          .withVersion("v1alpha1")
          .withKind("Rollout")
          .withPlural("rollouts")
          .withNamespaced(true)
          .build();
  private static final String HASH = "rollouts-pod-template-hash";

  private final SmallCluster cluster;
  private final KubernetesClient client;
  private final String name;
  private final Thread controller = Thread.ofVirtual().unstarted(this::control);

  /// All weights that were ever set for a canary.
  final Set<Integer> weights = new ConcurrentSkipListSet<>();

  private SmallArgo(SmallCluster cluster, String name) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.name = name;
  }

  static SmallArgo open(SmallCluster cluster, String name) {
    SmallArgo argo = new SmallArgo(cluster, name);
    argo.controller.start();
    return argo;
  }

  private void control() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          look();
        } catch (KubernetesClientException _) {
          // what it looked at was changed at this moment; the next look tells
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException _) {
      // the test is over
      Thread.currentThread().interrupt();
    }
  }

  private Resource<GenericKubernetesResource> resource() {
    return client.genericKubernetesResources(ROLLOUTS).withName(name);
  }

  private void look() {
    GenericKubernetesResource rollout = resource().get();
    if (rollout == null) {
      return;
    }
    Map<String, Object> status = new LinkedHashMap<>();
    if (rollout.get("status") instanceof Map<?, ?> there) {
      there.forEach((key, value) -> status.put(String.valueOf(key), value));
    }
    Map<String, Object> before = new LinkedHashMap<>(status);
    PodTemplateSpec template =
        client
            .getKubernetesSerialization()
            .convertValue(rollout.get("spec", "template"), PodTemplateSpec.class);
    String hash = "h" + Integer.toHexString(template.hashCode());
    ReplicaSet fresh = set(rollout, template, hash);
    if (!status.containsKey("stableRS")) {
      status.put("stableRS", hash);
    }
    ReplicaSet stable =
        client.apps().replicaSets().withName(name + "-" + status.get("stableRS")).get();
    List<?> steps =
        rollout.get("spec", "strategy", "canary", "steps") instanceof List<?> all ? all : List.of();
    step(rollout, status, steps, hash, fresh, stable);
    status.put("observedGeneration", "" + rollout.getMetadata().getGeneration());
    if (!status.equals(before)) {
      rollout.setAdditionalProperty("status", status);
      client.genericKubernetesResources(ROLLOUTS).resource(rollout).subresource("status").update();
    }
  }

  private void step(
      GenericKubernetesResource rollout,
      Map<String, Object> status,
      List<?> steps,
      String hash,
      ReplicaSet fresh,
      ReplicaSet stable) {
    String stepHash = Integer.toHexString(steps.hashCode());
    boolean isBegun =
        hash.equals(status.get("currentPodHash")) && stepHash.equals(status.get("currentStepHash"));
    boolean isStable = hash.equals(status.get("stableRS"));
    status.put("currentPodHash", hash);
    status.put("currentStepHash", stepHash);
    if (!isBegun) {
      status.remove("abort");
      status.remove("promoteFull");
      status.remove("pauseConditions");
      status.remove("controllerPause");
      status.put("currentStepIndex", isStable ? steps.size() : 0);
      return;
    }
    int replicas = ((Number) rollout.get("spec", "replicas")).intValue();
    boolean isRouted = rollout.get("spec", "strategy", "canary", "trafficRouting") != null;
    boolean isAborted = Boolean.TRUE.equals(status.get("abort"));
    int index = ((Number) status.getOrDefault("currentStepIndex", 0)).intValue();
    if (isStable) {
      scale(fresh, replicas);
      others(fresh);
      status.put("phase", "Healthy");
      status.remove("message");
      weigh(status, isRouted, 0, hash);
      return;
    }
    if (isAborted) {
      scale(stable, replicas);
      if (ready(stable) >= replicas) {
        weigh(status, isRouted, 0, hash);
        scale(fresh, 0);
      }
      status.put("currentStepIndex", 0);
      status.put("phase", "Degraded");
      status.putIfAbsent("message", "RolloutAborted: Rollout aborted update to revision");
      return;
    }
    boolean isPromoted = Boolean.TRUE.equals(status.get("promoteFull")) || index >= steps.size();
    int weight = isPromoted ? 100 : weight(steps, index);
    int wanted =
        isPromoted
            ? replicas
            : isRouted
                ? scaled(steps, index).orElse((int) Math.ceil(weight * replicas / 100.0))
                : weight == 0 ? 0 : Math.max(1, Math.round(weight * replicas / 100f));
    scale(fresh, wanted);
    scale(stable, isRouted ? replicas : Math.max(0, replicas - ready(fresh)));
    boolean isThere = ready(fresh) >= wanted;
    status.put("phase", "Progressing");
    if (isPromoted) {
      if (isThere) {
        status.put("stableRS", hash);
        status.remove("promoteFull");
        status.put("currentStepIndex", steps.size());
      }
      return;
    }
    weigh(status, isRouted, isThere ? weight : weight(steps, index - 1), hash);
    boolean isPause = ((Map<?, ?>) steps.get(index)).containsKey("pause");
    boolean isPaused = Boolean.TRUE.equals(rollout.get("spec", "paused"));
    if (isPause && !status.containsKey("controllerPause")) {
      status.put("pauseConditions", List.of(Map.of("reason", "CanaryPauseStep")));
      status.put("controllerPause", true);
    } else if (isPause && status.get("pauseConditions") == null && !isPaused) {
      status.remove("controllerPause");
      status.put("currentStepIndex", index + 1);
    } else if (!isPause && isThere && !isPaused) {
      status.put("currentStepIndex", index + 1);
    }
    if (isPause || isPaused) {
      status.put("phase", "Paused");
    }
  }

  private static int weight(List<?> steps, int index) {
    for (int i = index; i >= 0; i--) {
      if (((Map<?, ?>) steps.get(i)).get("setWeight") instanceof Number weight) {
        return weight.intValue();
      }
    }
    return 0;
  }

  private static Optional<Integer> scaled(List<?> steps, int index) {
    for (int i = index; i >= 0; i--) {
      if (((Map<?, ?>) steps.get(i)).get("setCanaryScale") instanceof Map<?, ?> scale
          && scale.get("replicas") instanceof Number count) {
        return Optional.of(count.intValue());
      }
    }
    return Optional.empty();
  }

  private void weigh(Map<String, Object> status, boolean isRouted, int weight, String hash) {
    weights.add(weight);
    status.put(
        "canary",
        isRouted
            ? Map.of(
                "weights",
                Map.of(
                    "canary",
                    Map.of("weight", weight, "podTemplateHash", hash),
                    "stable",
                    Map.of("weight", 100 - weight)))
            : Map.of());
  }

  private ReplicaSet set(GenericKubernetesResource rollout, PodTemplateSpec template, String hash) {
    ReplicaSet there = client.apps().replicaSets().withName(name + "-" + hash).get();
    if (there != null) {
      return there;
    }
    Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
    labels.put(HASH, hash);
    int revision = client.apps().replicaSets().list().getItems().size() + 1;
    return client
        .apps()
        .replicaSets()
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name + "-" + hash)
                .withLabels(labels)
                .addToAnnotations("rollout.argoproj.io/revision", "" + revision)
                .addNewOwnerReference()
                .withController(true)
                .withApiVersion("argoproj.io/v1alpha1")
                .withKind("Rollout")
                .withName(name)
                .withUid(rollout.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name, HASH, hash))
                .endSelector()
                .withTemplate(
                    new PodTemplateSpecBuilder(template)
                        .editMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .endSpec()
                .build())
        .create();
  }

  /// What no version needs any more.
  private void others(ReplicaSet stable) {
    client.apps().replicaSets().list().getItems().stream()
        .filter(each -> !each.getMetadata().getName().equals(stable.getMetadata().getName()))
        .forEach(each -> scale(each, 0));
  }

  private void scale(ReplicaSet set, int wanted) {
    String owner = set.getMetadata().getName();
    List<Pod> pods = cluster.podsOf(owner);
    pods.stream().skip(wanted).forEach(pod -> client.resource(pod).delete());
    String image = set.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    for (int i = pods.size(); i < wanted; i++) {
      client
          .resource(
              cluster.pod(owner, set.getSpec().getTemplate().getMetadata().getLabels(), image))
          .create();
    }
    int ready = image.matches(".*:(missing|crash|slow)") ? 0 : wanted;
    if (set.getSpec().getReplicas() != wanted || ready(set) != ready) {
      client
          .apps()
          .replicaSets()
          .withName(owner)
          .edit(
              now -> new ReplicaSetBuilder(now).editSpec().withReplicas(wanted).endSpec().build());
      client
          .apps()
          .replicaSets()
          .withName(owner)
          .editStatus(
              now ->
                  new ReplicaSetBuilder(now)
                      .withNewStatus()
                      .withReplicas(wanted)
                      .withReadyReplicas(ready)
                      .endStatus()
                      .build());
    }
  }

  private static int ready(ReplicaSet set) {
    return set.getStatus() == null || set.getStatus().getReadyReplicas() == null
        ? 0
        : set.getStatus().getReadyReplicas();
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
  }
}
