package dev.naosu.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.scaling.Scaling;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.repair.fleet.FleetScale;
import dev.naosu.repair.fleet.Yard;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import dev.naosu.ship.action.Road.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods of a small cluster and what its metrics server says of them.
class PodMeterTest {
  private static final Version VERSION = new Version("1.0");
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final ResourceDefinitionContext METRICS =
      new ResourceDefinitionContext.Builder()
          .withGroup("metrics.k8s.io")
          .withVersion("v1beta1")
          .withKind("PodMetrics")
          .withPlural("pods")
          .withNamespaced(true)
          .build();

  private SmallCluster cluster;
  private KubernetesClient client;
  private KubernetesFleet fleet;
  private Instant now = START;
  private Traffic answered = new Traffic(START, START, Map.of());

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
    fleet =
        new KubernetesFleet(
            cluster.client(),
            new KubernetesSettings(
                Optional.empty(),
                Optional.empty(),
                "shop",
                Optional.empty(),
                "registry.example/shop:{version}",
                "shop",
                "shop",
                Duration.ofSeconds(20),
                Duration.ofSeconds(10)),
            () -> answered,
            text -> text);
    assertThat(fleet.start(VERSION)).isInstanceOf(Started.Well.class);
  }

  @AfterEach
  void close() {
    fleet.close();
    client.close();
    cluster.close();
  }

  @Test
  void cpu_is_the_mean_of_what_the_pods_use_of_what_they_are_meant_to() throws Exception {
    List<String> pods = pods();
    uses(pods.get(0), "300m", now);
    uses(pods.get(1), "200000000n", now);
    uses("somebody-elses", "4", now);
    Workload load = meter(Optional.empty()).measure();
    assertThat(load.version()).isEqualTo(VERSION);
    assertThat(load.wanted()).isEqualTo(2);
    assertThat(load.serving()).isEqualTo(2);
    assertThat(load.cpu().orElseThrow()).isEqualTo(50);
    assertThat(load.underWay()).isEmpty();
    assertThat(load.latencyMillis()).isEmpty();
  }

  @Test
  void what_was_not_measured_or_long_ago_is_not_known() throws Exception {
    assertThat(meter(Optional.empty()).measure().cpu()).isEmpty();
    for (String pod : pods()) {
      uses(pod, "100m", now.minus(Duration.ofMinutes(3)));
    }
    assertThat(meter(Optional.empty()).measure().cpu()).isEmpty();
  }

  @Test
  void latency_is_that_of_the_answers_since_the_look_before() throws Exception {
    PodMeter meter = meter(Optional.of(() -> answered));
    answered = answers(100, Duration.ofMillis(900));
    assertThat(meter.measure().latencyMillis()).isEmpty();
    now = now.plus(BEAT);
    answered = answers(200, Duration.ofMillis(900));
    assertThat(meter.measure().latencyMillis().orElseThrow()).isBetween(850.0, 1_000.0);
    now = now.plus(BEAT);
    // too few to speak of
    answered = answers(205, Duration.ofMillis(900));
    assertThat(meter.measure().latencyMillis()).isEmpty();
  }

  @Test
  void pods_come_with_the_load_and_go_with_it_over_the_action_that_all_take() throws Exception {
    FleetScale action =
        new FleetScale(
            new Yard(Map.of("shop", new Operated(fleet, fleet, fleet))),
            Map.of("shop", new FleetScale.Limits(2, 5)));
    List<Integer> counts = new ArrayList<>();
    Scaling scaling =
        new Scaling(
            "shop",
            "production",
            new ScalingRules(
                2,
                5,
                2,
                List.of(Measure.cpu(new Band(20, 80))),
                Duration.ofSeconds(30),
                Duration.ofMinutes(3),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5)),
            meter(Optional.empty()),
            proposal -> {
              Outlook outlook = action.look(proposal.order());
              assertThat(outlook).isInstanceOf(Outlook.Ready.class);
              assertThat(action.apply(proposal.order(), ((Outlook.Ready) outlook).plan()))
                  .isInstanceOf(Applied.Done.class);
              counts.add(wanted());
              return new Outcome.Helped("scaled");
            },
            () -> now);
    // 1.9 cores for 10 minutes, then nearly nothing
    for (int beat = 0; beat < 120; beat++) {
      double cores = beat < 40 ? 1.9 : 0.05;
      List<String> pods = pods();
      for (String pod : pods) {
        uses(pod, Math.round(1_000 * Math.min(1.0, cores / pods.size())) + "m", now);
      }
      scaling.beat();
      now = now.plus(BEAT);
    }
    assertThat(counts).first().isEqualTo(4);
    assertThat(counts).last().isEqualTo(2);
    assertThat(counts).hasSizeLessThanOrEqualTo(4);
    assertThat(pods()).hasSize(2);
  }

  private int wanted() {
    try {
      return fleet.wanted(VERSION);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Half a core is what a pod is meant to use.
  private PodMeter meter(Optional<TrafficSource> answers) {
    return fleet.meter(answers, 0.5, Duration.ofSeconds(1), () -> now);
  }

  private List<String> pods() {
    return client.pods().withLabel("app", "shop").list().getItems().stream()
        .map(Pod::getMetadata)
        .map(each -> each.getName())
        .toList();
  }

  private void uses(String pod, String cpu, Instant at) {
    GenericKubernetesResource measured = new GenericKubernetesResource();
    measured.setApiVersion("metrics.k8s.io/v1beta1");
    measured.setKind("PodMetrics");
    measured.setMetadata(
        new ObjectMetaBuilder().withName(pod).withNamespace(client.getNamespace()).build());
    measured.setAdditionalProperty("timestamp", at.toString());
    measured.setAdditionalProperty("window", "15s");
    measured.setAdditionalProperty(
        "containers",
        List.of(Map.of("name", "shop", "usage", Map.of("cpu", cpu, "memory", "100Mi"))));
    client
        .genericKubernetesResources(METRICS)
        .resource(measured)
        .createOr(existing -> existing.update());
  }

  private static Traffic answers(long count, Duration each) {
    Latencies latencies = new Latencies(new TreeMap<>(Map.of(Latencies.bucket(each), count)));
    return new Traffic(START, START, Map.of(VERSION, new Answers(count, 0, latencies, Set.of())));
  }
}
