package dev.naosu.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against an API server that keeps what it is given, with a small controller behind it that does
/// what Argo's is documented to do. No real one was asked.
class RolloutFleetTest {
  private static final Version OLD = new Version("1.0");
  private static final Version FRESH = new Version("4f2c1a9b0d3e5f60718293a4b5c6d7e8f9012345");
  private static final String ROUTED =
      "canaryService: shop-canary, stableService: shop-stable,"
          + " trafficRouting: {nginx: {stableIngress: shop}},";
  private static final String STEPS = "[{setWeight: 20}, {pause: {duration: 1h}}]";

  private SmallCluster cluster;
  private SmallArgo argo;
  private KubernetesClient client;
  private RolloutFleet fleet;

  @BeforeEach
  void open() {
    cluster = SmallCluster.open(true);
    client = cluster.client();
    argo = SmallArgo.open(cluster, "shop");
    fleet = fleet(Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    fleet.close();
    argo.close();
    client.close();
    cluster.close();
  }

  private RolloutFleet fleet(Duration readyTime) {
    return new RolloutFleet(
        cluster.client(),
        new RolloutSettings(
            Optional.empty(),
            Optional.empty(),
            "shop",
            Optional.empty(),
            "registry.example/shop:{version}",
            readyTime,
            Duration.ofSeconds(10)),
        () -> new Traffic(Instant.EPOCH, Instant.EPOCH, Map.of()),
        text -> text);
  }

  private void rollout(String strategy) throws Exception {
    client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: shop}
                    spec:
                      replicas: 4
                      selector: {matchLabels: {app: shop}}
                      strategy: %s
                      template:
                        metadata: {labels: {app: shop, team: blue}}
                        spec:
                          containers:
                            - name: shop
                              image: registry.example/shop:1.0
                              env: [{name: MODE, value: live}]
                    """
                        .formatted(strategy),
                    GenericKubernetesResource.class))
        .create();
    eventually(now -> "Healthy".equals(now.get("status", "phase")));
  }

  private void canary(String more) throws Exception {
    rollout("{canary: {" + more + " steps: " + STEPS + "}}");
  }

  private Resource<GenericKubernetesResource> resource() {
    return client.genericKubernetesResources(SmallArgo.ROLLOUTS).withName("shop");
  }

  private void eventually(Predicate<GenericKubernetesResource> done) throws InterruptedException {
    for (int i = 0; i < 400 && !done.test(resource().get()); i++) {
      Thread.sleep(25);
    }
    assertThat(resource().get()).matches(done);
  }

  private void status(String patch) {
    resource()
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + patch + "}");
  }

  private Object steps() {
    return resource().get().get("spec", "strategy", "canary", "steps");
  }

  private String image() {
    return resource().get().get("spec", "template", "spec", "containers", 0, "image").toString();
  }

  private List<Version> wellRunning() throws Exception {
    return fleet.instances().stream()
        .filter(each -> each.condition() == Condition.WELL)
        .map(each -> each.version())
        .toList();
  }

  @Test
  void a_version_is_rolled_out_by_naosus_steps_and_promoted_through_argo() throws Exception {
    canary(ROUTED);
    assertThat(fleet.standing().running()).containsExactly(OLD);
    assertThat(fleet.standing().split()).contains(Split.all(OLD));

    assertThat(fleet.start(FRESH)).isEqualTo(new Started.Well());
    assertThat(image()).isEqualTo("registry.example/shop:" + FRESH.name());
    assertThat(fleet.standing().running()).containsExactlyInAnyOrder(OLD, FRESH);
    assertThat(fleet.standing().split()).as("no requests yet").contains(Split.all(OLD));
    assertThat(wellRunning()).containsOnlyOnce(FRESH);

    fleet.share(Split.canary(OLD, FRESH, 0.05));
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, FRESH, 0.05));
    assertThat(fleet.start(FRESH)).as("started already").isEqualTo(new Started.Well());
    fleet.share(Split.canary(OLD, FRESH, 0.5));
    fleet.share(Split.canary(OLD, FRESH, 0.5));
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, FRESH, 0.5));
    assertThat(argo.weights).as("never less on the way").containsExactly(0, 5, 50);
    assertThat(steps())
        .isEqualTo(
            List.of(Map.of("setWeight", 5), Map.of("setWeight", 50), Map.of("pause", Map.of())));

    fleet.share(Split.all(FRESH));
    fleet.retire(OLD);
    assertThat(fleet.standing().running()).containsExactly(FRESH);
    assertThat(fleet.standing().split()).contains(Split.all(FRESH));
    assertThat(steps())
        .as("its own again")
        .isEqualTo(List.of(Map.of("setWeight", 20), Map.of("pause", Map.of("duration", "1h"))));
    assertThat(resource().get().getMetadata().getAnnotations())
        .doesNotContainKeys("naosu.dev/steps", "naosu.dev/candidate");
    eventually(now -> "Healthy".equals(now.get("status", "phase")));
  }

  @Test
  void a_version_that_is_worse_is_aborted_and_undone() throws Exception {
    canary(ROUTED);
    fleet.start(FRESH);
    fleet.share(Split.canary(OLD, FRESH, 0.5));
    assertThatThrownBy(() -> fleet.retire(FRESH)).hasMessageContaining("still gets requests");

    fleet.share(Split.all(OLD));
    GenericKubernetesResource aborted = resource().get();
    assertThat(aborted.<Object>get("status", "abort")).isEqualTo(true);
    assertThat(fleet.standing().split()).contains(Split.all(OLD));

    fleet.retire(FRESH);
    assertThat(image()).isEqualTo("registry.example/shop:1.0");
    eventually(now -> "Healthy".equals(now.get("status", "phase")));
    assertThat(resource().get().<Object>get("status", "abort")).isNull();
    assertThat(steps().toString()).contains("20").contains("1h");
    assertThat(wellRunning()).hasSize(4).containsOnly(OLD);

    assertThat(fleet.start(FRESH)).as("again, later").isEqualTo(new Started.Well());
  }

  @Test
  void without_routes_pods_are_counted() throws Exception {
    canary("");
    assertThat(fleet.start(FRESH)).isEqualTo(new Started.Well());
    assertThat(fleet.standing().split()).contains(Split.all(OLD));
    fleet.share(Split.canary(OLD, FRESH, 0.05));
    assertThat(wellRunning()).hasSize(4).containsOnlyOnce(FRESH);
    assertThat(fleet.standing().split())
        .as("what it is really, rounded to pods")
        .contains(Split.canary(OLD, FRESH, 0.25));
    fleet.share(Split.all(FRESH));
    fleet.retire(OLD);
    assertThat(fleet.standing().split()).contains(Split.all(FRESH));

    assertThat(fleet.start(OLD)).as("back again").isEqualTo(new Started.Well());
    fleet.share(Split.all(OLD));
    fleet.retire(FRESH);
    assertThat(fleet.standing().split()).contains(Split.all(OLD));
    assertThat(image()).isEqualTo("registry.example/shop:1.0");
  }

  @Test
  void an_image_that_cannot_be_pulled_leaves_nothing_behind() throws Exception {
    canary(ROUTED);
    assertThat(fleet.start(new Version("missing")))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell ->
                assertThat(unwell.why())
                    .contains("registry.example/shop:missing cannot be pulled"));
    assertThat(image()).isEqualTo("registry.example/shop:1.0");
    assertThat(fleet.standing().split()).contains(Split.all(OLD));
    try (RolloutFleet hasty = fleet(Duration.ofSeconds(1))) {
      assertThat(hasty.start(new Version("slow")))
          .isInstanceOfSatisfying(
              Started.Unwell.class,
              unwell -> assertThat(unwell.why()).contains("not all pods were ready after 1 s"));
    }
    assertThat(image()).isEqualTo("registry.example/shop:1.0");
  }

  @Test
  void what_somebody_else_aborts_is_over() throws Exception {
    canary(ROUTED);
    fleet.start(FRESH);
    fleet.share(Split.canary(OLD, FRESH, 0.05));
    status("{\"abort\":true}");

    assertThatThrownBy(fleet::traffic).hasMessageContaining("aborted, and not by naosu");
    assertThat(fleet.start(FRESH))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell -> assertThat(unwell.why()).contains("aborted, and not by naosu"));
    assertThatThrownBy(() -> fleet.share(Split.all(FRESH))).hasMessageContaining("is aborted");
    fleet.share(Split.all(OLD));
    fleet.retire(FRESH);
    assertThat(image()).isEqualTo("registry.example/shop:1.0");
  }

  @Test
  void what_somebody_pauses_gets_no_further_and_may_still_be_taken_back() throws Exception {
    canary(ROUTED);
    fleet.start(FRESH);
    fleet.share(Split.canary(OLD, FRESH, 0.05));
    resource().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":true}}");
    for (Split further : List.of(Split.canary(OLD, FRESH, 0.5), Split.all(FRESH))) {
      assertThatThrownBy(() -> fleet.share(further))
          .hasMessageContaining("somebody has paused the Rollout shop");
    }
    fleet.share(Split.all(OLD));
    assertThat(fleet.standing().split()).contains(Split.all(OLD));
  }

  @Test
  void a_rollout_that_naosu_did_not_begin_is_left_alone() throws Exception {
    canary(ROUTED);
    resource()
        .edit(
            now -> {
              ArgoRollout.write(
                  now,
                  List.of(Map.of("name", "shop", "image", "registry.example/shop:2.0")),
                  "spec",
                  "template",
                  "spec",
                  "containers");
              return now;
            });
    Version others = new Version("2.0");
    eventually(now -> "Paused".equals(now.get("status", "phase")));
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, others, 0.2));
    assertThatThrownBy(() -> fleet.start(FRESH)).hasMessageContaining("rolling out 2.0 already");
    for (Split any : List.of(Split.all(OLD), Split.all(others))) {
      assertThatThrownBy(() -> fleet.share(any))
          .hasMessageContaining("which naosu did not begin and leaves alone");
    }
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, others, 0.2));
  }

  @Test
  void pods_are_added_and_replaced() throws Exception {
    canary(ROUTED);
    assertThat(fleet.wanted(OLD)).isEqualTo(4);
    assertThat(fleet.scale(OLD, 6)).isEqualTo(new Started.Well());
    assertThat(fleet.wanted(OLD)).isEqualTo(6);
    assertThat(wellRunning()).hasSize(6);
    String victim = fleet.instances().getFirst().name();
    assertThat(fleet.restart(OLD, victim)).isEqualTo(new Started.Well());
    assertThat(fleet.instances()).noneMatch(each -> each.name().equals(victim));
    fleet.stop();
    assertThat(fleet.standing().split()).isEmpty();
    assertThat(fleet.start(OLD)).isEqualTo(new Started.Well());
    assertThat(fleet.wanted(OLD)).isEqualTo(6);
  }

  @Test
  void a_rollout_that_judges_by_itself_or_in_another_way_is_refused() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "{canary: {analysis: {templates: [{templateName: errors}]}, steps: []}}",
                "has a judge of its own (analysis)",
                "{canary: {steps: [{setWeight: 5}, {experiment: {}}]}}",
                "has a judge of its own (experiment)",
                "{blueGreen: {activeService: shop}}",
                "has not the strategy canary")
            .entrySet()) {
      rollout(each.getKey());
      assertThatThrownBy(() -> fleet.standing()).hasMessageContaining(each.getValue());
      assertThatThrownBy(() -> fleet.start(FRESH)).hasMessageContaining(each.getValue());
      resource().delete();
    }
    assertThatThrownBy(() -> fleet.standing())
        .hasMessageContaining("there is no Rollout shop")
        .hasMessageContaining("rollout: NAME");
  }

  @Test
  void a_cluster_without_argo_is_told_from_one_without_the_rollout() {
    try (SmallCluster plain = SmallCluster.open();
        RolloutFleet nowhere =
            new RolloutFleet(
                plain.client(),
                new RolloutSettings(
                    Optional.empty(),
                    Optional.empty(),
                    "shop",
                    Optional.empty(),
                    "shop:{version}",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1)),
                () -> new Traffic(Instant.EPOCH, Instant.EPOCH, Map.of()),
                text -> text)) {
      assertThatThrownBy(nowhere::standing)
          .hasMessageContaining("does not know Rollouts")
          .hasMessageContaining("install Argo Rollouts");
    }
  }
}
