package dev.naosu.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against an API server that keeps what it is given, with a small controller behind it.
class KubernetesFleetTest {
  private static final Version OLD = new Version("1.0");
  private static final Version FRESH = new Version("4f2c1a9b0d3e5f60718293a4b5c6d7e8f9012345");
  private static final String CLONE = "shop-4f2c1a9b0d3e";

  private SmallCluster cluster;
  private KubernetesClient client;
  private KubernetesFleet fleet;

  @BeforeEach
  void open() {
    cluster = SmallCluster.open();
    client = cluster.client();
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .withReplicas(4)
                .withNewSelector()
                .addToMatchLabels("app", "shop")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "shop")
                .addToLabels("team", "blue")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("shop")
                .withImage("registry.example/shop:1.0")
                .addNewEnv()
                .withName("MODE")
                .withValue("live")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", "shop")
                .addNewPort()
                .withPort(80)
                .withTargetPort(new IntOrString(8080))
                .endPort()
                .endSpec()
                .build())
        .create();
    fleet = fleet(Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    fleet.close();
    client.close();
    cluster.close();
  }

  private KubernetesFleet fleet(Duration readyTime) {
    return new KubernetesFleet(
        cluster.client(),
        new KubernetesSettings(
            Optional.empty(),
            Optional.empty(),
            "shop",
            Optional.empty(),
            "registry.example/shop:{version}",
            "shop",
            "shop",
            readyTime,
            Duration.ofSeconds(10)),
        () -> new Traffic(Instant.EPOCH, Instant.EPOCH, Map.of()),
        text -> text);
  }

  private void route() {
    client
        .resource(
            new HTTPRouteBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .addNewRule()
                .addNewBackendRef()
                .withName("shop")
                .withPort(80)
                .endBackendRef()
                .endRule()
                .addNewRule()
                .addNewBackendRef()
                .withName("pictures")
                .withPort(80)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build())
        .create();
  }

  private Map<String, Integer> weights(int rule) {
    return client
        .resources(HTTPRoute.class)
        .withName("shop")
        .get()
        .getSpec()
        .getRules()
        .get(rule)
        .getBackendRefs()
        .stream()
        .collect(
            Collectors.toMap(
                HTTPBackendRef::getName,
                each -> each.getWeight() == null ? 1 : each.getWeight(),
                Integer::sum,
                TreeMap::new));
  }

  private Deployment deployment(String name) {
    return client.apps().deployments().withName(name).get();
  }

  /// How many pods the one Service leads to, by version.
  private Map<String, Long> served() {
    return client.pods().withLabel("app", "shop").list().getItems().stream()
        .map(Pod::getMetadata)
        .collect(
            Collectors.groupingBy(
                each -> each.getLabels().getOrDefault("naosu.dev/version", "1.0"),
                Collectors.counting()));
  }

  private void eventuallyServed(Map<String, Long> expected) throws InterruptedException {
    for (int i = 0; i < 200 && !served().equals(expected); i++) {
      Thread.sleep(50);
    }
    assertThat(served()).isEqualTo(expected);
  }

  @Test
  void a_version_starts_as_a_clone_that_gets_no_requests_yet() throws Exception {
    route();
    assertThat(fleet.standing().running()).containsExactly(OLD);
    assertThat(fleet.standing().split()).contains(Split.all(OLD));

    assertThat(fleet.start(FRESH)).isEqualTo(new Started.Well());

    Deployment clone = deployment(CLONE);
    assertThat(clone.getSpec().getReplicas()).isEqualTo(4);
    assertThat(clone.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("team", "blue")
        .containsEntry("naosu.dev/version", FRESH.name())
        .doesNotContainKey("app");
    var container = clone.getSpec().getTemplate().getSpec().getContainers().getFirst();
    assertThat(container.getImage()).isEqualTo("registry.example/shop:" + FRESH.name());
    assertThat(container.getEnv()).singleElement().matches(each -> each.getValue().equals("live"));
    assertThat(client.services().withName(CLONE).get().getSpec().getSelector())
        .isEqualTo(clone.getSpec().getSelector().getMatchLabels());
    assertThat(weights(0)).containsOnlyKeys("shop");
    assertThat(fleet.standing().running()).containsExactlyInAnyOrder(OLD, FRESH);
  }

  @Test
  void shares_are_weights_of_the_route() throws Exception {
    route();
    fleet.start(FRESH);

    fleet.share(Split.canary(OLD, FRESH, 0.05));
    assertThat(weights(0)).isEqualTo(Map.of("shop", 9500, CLONE, 500));
    assertThat(weights(1)).as("another service's").isEqualTo(Map.of("pictures", 1));
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, FRESH, 0.05));

    assertThatThrownBy(() -> fleet.retire(FRESH)).hasMessageContaining("still gets requests");
    fleet.share(Split.all(OLD));
    fleet.retire(FRESH);
    assertThat(deployment(CLONE)).isNull();
    assertThat(client.services().withName(CLONE).get()).isNull();
    assertThat(weights(0)).isEqualTo(Map.of("shop", 10_000));
    assertThat(fleet.standing().running()).containsExactly(OLD);
  }

  @Test
  void the_original_is_kept_to_clone_from_when_its_version_leaves() throws Exception {
    route();
    fleet.start(FRESH);
    fleet.share(Split.all(FRESH));
    fleet.retire(OLD);

    assertThat(deployment("shop").getSpec().getReplicas()).isZero();
    assertThat(fleet.standing().running()).containsExactly(FRESH);
    Version next = new Version("next");
    assertThat(fleet.start(next)).isEqualTo(new Started.Well());
    assertThat(deployment("shop-next").getSpec().getReplicas()).isEqualTo(4);

    assertThat(fleet.start(OLD)).as("back to the original").isEqualTo(new Started.Well());
    assertThat(deployment("shop").getSpec().getReplicas()).isEqualTo(4);
  }

  @Test
  void a_version_gets_more_pods_and_fewer_and_keeps_their_number() throws Exception {
    route();
    assertThat(fleet.wanted(OLD)).isEqualTo(4);
    assertThat(fleet.scale(OLD, 6)).isEqualTo(new Started.Well());
    assertThat(fleet.wanted(OLD)).isEqualTo(6);
    eventuallyServed(Map.of("1.0", 6L));
    assertThat(fleet.scale(OLD, 3)).isEqualTo(new Started.Well());
    eventuallyServed(Map.of("1.0", 3L));
    fleet.start(FRESH);
    assertThat(fleet.wanted(FRESH)).as("as many as the original").isEqualTo(3);
    assertThat(fleet.wanted(new Version("other"))).isZero();
    assertThatThrownBy(() -> fleet.scale(new Version("other"), 2))
        .hasMessageContaining("other does not run; start it first");
  }

  @Test
  void a_restarted_pod_is_replaced() throws Exception {
    eventuallyServed(Map.of("1.0", 4L));
    String victim = fleet.instances().getFirst().name();
    assertThat(fleet.restart(OLD, victim)).isEqualTo(new Started.Well());
    eventuallyServed(Map.of("1.0", 4L));
    assertThat(fleet.instances()).noneMatch(each -> each.name().equals(victim));
    assertThatThrownBy(() -> fleet.restart(OLD, "shop-none")).hasMessageContaining("no pod called");
    assertThatThrownBy(() -> fleet.setAside(OLD, victim, true))
        .hasMessageContaining("the Service decides");
  }

  @Test
  void without_a_route_pods_are_counted() throws Exception {
    fleet.start(FRESH);
    assertThat(served()).isEqualTo(Map.of("1.0", 4L));

    fleet.share(Split.canary(OLD, FRESH, 0.05));
    eventuallyServed(Map.of("1.0", 3L, FRESH.name(), 1L));
    assertThat(fleet.standing().split())
        .as("what it is really, rounded to pods")
        .contains(Split.canary(OLD, FRESH, 0.25));

    fleet.share(Split.all(FRESH));
    eventuallyServed(Map.of(FRESH.name(), 4L));
    assertThat(fleet.standing().split()).contains(Split.all(FRESH));
  }

  @Test
  void an_image_that_cannot_be_pulled_is_told_and_leaves_nothing_behind() throws Exception {
    assertThat(fleet.start(new Version("missing")))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell ->
                assertThat(unwell.why())
                    .contains("registry.example/shop:missing cannot be pulled")
                    .contains("manifest unknown"));
    assertThat(deployment("shop-missing")).isNull();
    assertThat(fleet.start(new Version("crash")))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell -> assertThat(unwell.why()).contains("ends again and again"));
  }

  @Test
  void what_is_not_ready_in_time_is_unwell() throws Exception {
    try (KubernetesFleet hasty = fleet(Duration.ofSeconds(1))) {
      assertThat(hasty.start(new Version("slow")))
          .isInstanceOfSatisfying(
              Started.Unwell.class,
              unwell -> assertThat(unwell.why()).contains("not all pods were ready after 1 s"));
    }
    assertThat(deployment("shop-slow")).isNull();
  }

  @Test
  void another_naosu_finds_what_runs_and_nothing_is_done_twice() throws Exception {
    route();
    fleet.start(FRESH);
    try (KubernetesFleet other = fleet(Duration.ofSeconds(20))) {
      assertThat(other.standing().running()).containsExactlyInAnyOrder(OLD, FRESH);
      assertThat(other.start(FRESH)).isEqualTo(new Started.Well());
      other.share(Split.canary(OLD, FRESH, 0.5));
      other.share(Split.canary(OLD, FRESH, 0.5));
      assertThat(weights(0)).isEqualTo(Map.of("shop", 5000, CLONE, 5000));
      assertThat(other.instances()).hasSize(8).allMatch(each -> each.condition() == Condition.WELL);
    }
  }

  @Test
  void what_is_missing_in_the_cluster_is_named() {
    client.apps().deployments().withName("shop").delete();
    assertThatThrownBy(() -> fleet.standing())
        .hasMessageContaining("there is no Deployment shop")
        .hasMessageContaining("deployment: NAME");
    assertThatThrownBy(() -> fleet.start(new Version("a".repeat(100))))
        .hasMessageContaining("cannot be a label");
  }

  @Test
  void counts_of_pods_are_as_near_to_the_shares_as_they_can_be() {
    Split split = Split.canary(OLD, FRESH, 0.05);
    assertThat(Replicas.of(split, 4).counts()).isEqualTo(Map.of(OLD, 3, FRESH, 1));
    assertThat(Replicas.of(split, 20).counts()).isEqualTo(Map.of(OLD, 19, FRESH, 1));
    assertThat(Replicas.of(split, 1).counts()).isEqualTo(Map.of(OLD, 1, FRESH, 1));
    assertThat(Replicas.of(Split.all(FRESH), 3).counts()).isEqualTo(Map.of(FRESH, 3));
    assertThat(Replicas.of(Split.canary(OLD, FRESH, 0.5), 5).counts().values())
        .containsExactlyInAnyOrder(2, 3);
  }
}
