package dev.naosu.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against an API server that keeps what it is given, with a small controller behind it.
class KubernetesActionsTest {
  private SmallCluster cluster;
  private KubernetesClient client;
  private Workload workload;

  @BeforeEach
  void open() throws Exception {
    cluster = SmallCluster.open();
    client = cluster.client();
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "shop")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "shop")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("shop")
                .withImage("registry.example/shop:1.0")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    workload = new Workload(client, client.getNamespace(), "shop", 1, 5, Duration.ofSeconds(20));
    assertThat(workload.awaitReady()).isTrue();
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  private static Ordered order(Deed deed, Map<String, String> arguments) {
    return Ordered.of(deed, "shop/pods", arguments);
  }

  private List<String> pods() {
    return client.pods().withLabel("app", "shop").list().getItems().stream()
        .map(each -> each.getMetadata().getName())
        .sorted()
        .toList();
  }

  private void budget(int allowed) {
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("keep")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "shop")
                .endSelector()
                .endSpec()
                .withNewStatus()
                .withDisruptionsAllowed(allowed)
                .endStatus()
                .build())
        .create();
  }

  @Test
  void a_restart_is_a_change_of_the_template_as_kubectl_makes_it() throws Exception {
    Ordered restart = order(new RolloutRestart(workload, InstantSource.system()), Map.of());
    assertThat(restart.plan().words()).startsWith("replace the 2 pods of");
    assertThat(restart.done()).contains("were replaced and are ready");
    assertThat(workload.read().getSpec().getTemplate().getMetadata().getAnnotations())
        .containsKey("kubectl.kubernetes.io/restartedAt");

    budget(0);
    assertThat(restart.unfit()).contains("PodDisruptionBudget keep");
  }

  @Test
  void pods_are_added_within_the_limits_and_taken_away_again() throws Exception {
    Ordered scale = order(new Scale(workload), Map.of("replicas", "4"));
    Plan plan = scale.plan();
    assertThat(scale.apply(plan)).isInstanceOf(Applied.Done.class);
    assertThat(pods()).hasSize(4);
    assertThat(scale.unfit()).contains("has 4 pods already");
    for (int i = 0; i < 2; i++) {
      assertThat(scale.deed().undo(scale.order(), plan.before())).isInstanceOf(Applied.Done.class);
    }
    assertThat(Workload.wanted(workload.read())).isEqualTo(2);
    assertThatThrownBy(
            () -> {
              client.apps().deployments().withName("shop").scale(3);
              scale.apply(plan);
            })
        .isInstanceOf(Untouched.class);

    for (String many : List.of("0", "6", "999999999")) {
      assertThat(order(new Scale(workload), Map.of("replicas", many)).unfit()).contains("1 to 5");
    }
  }

  @Test
  void what_somebody_else_scales_is_left_to_them() throws Exception {
    client
        .resource(
            new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", "shop")
                .endSpec()
                .build())
        .create();
    assertThat(order(new Scale(workload), Map.of("replicas", "4")).unfit())
        .contains("HorizontalPodAutoscaler");
  }

  @Test
  void a_node_gets_no_new_pods_and_then_some_again() throws Exception {
    for (String name : List.of("one", "two", "three")) {
      client
          .resource(
              new NodeBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .endMetadata()
                  .withNewSpec()
                  .endSpec()
                  .build())
          .create();
    }
    Ordered cordon = order(new Cordon(workload), Map.of("node", "one"));
    Plan plan = cordon.plan();
    assertThat(cordon.apply(plan)).isInstanceOf(Applied.Done.class);
    assertThat(client.nodes().withName("one").get().getSpec().getUnschedulable()).isTrue();
    assertThat(cordon.unfit()).contains("already");
    assertThat(order(new Cordon(workload), Map.of("node", "two")).unfit())
        .contains("only 1 of 3 nodes");
    assertThat(order(new Cordon(workload), Map.of("node", "four")).unfit()).contains("no node");

    assertThat(cordon.deed().undo(cordon.order(), plan.before())).isInstanceOf(Applied.Done.class);
    assertThat(client.nodes().withName("one").get().getSpec().getUnschedulable()).isNull();
  }

  @Test
  void a_pod_is_only_replaced_where_budgets_allow_it_and_another_serves() throws Exception {
    String name = pods().getFirst();
    Ordered delete = order(new DeletePod(workload), Map.of("pod", name));
    assertThat(delete.plan().words()).contains("which serves; 1 others do");
    assertThat(delete.plan().share()).isEqualTo(0.5);
    assertThat(order(new DeletePod(workload), Map.of("pod", "another")).unfit())
        .contains("has no pod another");

    client.apps().deployments().withName("shop").scale(1);
    assertThat(workload.awaitReady()).isTrue();
    while (pods().size() > 1) {
      Thread.sleep(20);
    }
    assertThat(order(new DeletePod(workload), Map.of("pod", pods().getFirst())).unfit())
        .contains("the only pod");

    client.apps().deployments().withName("shop").scale(2);
    assertThat(workload.awaitReady()).isTrue();
    budget(0);
    assertThat(order(new DeletePod(workload), Map.of("pod", pods().getFirst())).unfit())
        .contains("PodDisruptionBudget keep");
  }

  @Test
  void a_pod_that_is_another_by_now_is_left_alone() throws Exception {
    Pod pod = client.pods().withLabel("app", "shop").list().getItems().getFirst();
    Ordered delete = order(new DeletePod(workload), Map.of("pod", pod.getMetadata().getName()));
    Plan plan = delete.plan();
    assertThatThrownBy(
            () ->
                delete.apply(
                    new Plan(
                        plan.words(), plan.touched(), 0, Duration.ZERO, List.of(), "other-uid")))
        .isInstanceOf(Untouched.class);
    assertThat(pods()).hasSize(2);
  }

  @Test
  void an_evicted_pod_is_awaited_until_another_is_there() throws Exception {
    String name = pods().getFirst();
    Ordered delete = order(new DeletePod(workload), Map.of("pod", name));
    assertThat(delete.done()).contains("is gone, and all pods of").contains("are ready");
    assertThat(pods()).hasSize(2).doesNotContain(name);
  }
}
