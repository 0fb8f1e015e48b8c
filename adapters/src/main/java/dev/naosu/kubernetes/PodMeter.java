package dev.naosu.kubernetes;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// What the pods of a service have to do: CPU as the cluster's metrics server measures it, latency
/// as whoever knows the answers tells it. How many requests are under way nobody knows there.
///
/// Source: *Resource Metrics API*, `metrics.k8s.io/v1beta1`, kubernetes.io.
public final class PodMeter implements Workload.Meter {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");
  private static final ResourceDefinitionContext PODS =
      new ResourceDefinitionContext.Builder()
          .withGroup("metrics.k8s.io")
          .withVersion("v1beta1")
          .withKind("PodMetrics")
          .withPlural("pods")
          .withNamespaced(true)
          .build();

  /// What was measured longer ago says nothing of now.
  private static final Duration FRESH = Duration.ofMinutes(2);

  private static final double PERCENT = 100;
  private static final double QUANTILE = 0.95;

  /// Of fewer answers, the slowest says nothing of the others.
  private static final long LEAST_ANSWERS = 20;

  private final KubernetesFleet fleet;
  private final KubernetesClient client;
  private final Optional<TrafficSource> traffic;
  private final double cores;
  private final Duration apart;
  private final InstantSource clock;
  private Optional<Workload> last = Optional.empty();
  private Optional<Traffic> counted = Optional.empty();

  /// @param client of the fleet
  /// @param traffic empty where nobody knows what is answered
  /// @param cores that one pod is meant to use
  /// @param apart how far two looks are from each other at least
  PodMeter(
      KubernetesFleet fleet,
      KubernetesClient client,
      Optional<TrafficSource> traffic,
      double cores,
      Duration apart,
      InstantSource clock) {
    this.fleet = fleet;
    this.client = client;
    this.traffic = traffic;
    this.cores = cores;
    this.apart = apart;
    this.clock = clock;
  }

  @Override
  public synchronized Workload measure() throws IOException {
    Optional<Workload> fresh = last.filter(each -> clock.instant().isBefore(each.at().plus(apart)));
    if (fresh.isPresent()) {
      return fresh.get();
    }
    Workload measured = measured();
    last = Optional.of(measured);
    return measured;
  }

  private Workload measured() throws IOException {
    Version version =
        fleet
            .standing()
            .split()
            .flatMap(
                split ->
                    split.shares().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey))
            .orElseThrow(() -> new IOException("nothing gets requests yet"));
    List<String> serving =
        fleet.instances().stream()
            .filter(each -> each.version().equals(version))
            .filter(each -> each.condition() == Roster.Condition.WELL)
            .map(Roster.Instance::name)
            .toList();
    Instant now = clock.instant();
    return new Workload(
        now,
        version,
        fleet.wanted(version),
        serving.size(),
        cpu(serving, now),
        OptionalDouble.empty(),
        latency(version));
  }

  /// The mean of the pods that were measured lately; unknown where most were not.
  private OptionalDouble cpu(List<String> serving, Instant now) {
    Map<String, Double> used = used(now);
    List<Double> shares =
        serving.stream()
            .filter(used::containsKey)
            .map(each -> PERCENT * used.getOrDefault(each, 0.0) / cores)
            .toList();
    return 2 * shares.size() < serving.size()
        ? OptionalDouble.empty()
        : shares.stream().mapToDouble(Double::doubleValue).average();
  }

  /// Cores, by pod.
  private Map<String, Double> used(Instant now) {
    Map<String, Double> used = new HashMap<>();
    try {
      for (GenericKubernetesResource each :
          client.genericKubernetesResources(PODS).list().getItems()) {
        if (isFresh(each, now)) {
          used.put(each.getMetadata().getName(), cores(each));
        }
      }
    } catch (KubernetesClientException e) {
      // without a metrics server, it is not known
      LOG.log(System.Logger.Level.DEBUG, "the cluster does not measure its pods", e);
    }
    return used;
  }

  private static boolean isFresh(GenericKubernetesResource measured, Instant now) {
    try {
      return measured.get("timestamp") instanceof String at
          && Instant.parse(at).isAfter(now.minus(FRESH));
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private static double cores(GenericKubernetesResource measured) {
    return measured.get("containers") instanceof List<?> containers
        ? containers.stream()
            .map(each -> each instanceof Map<?, ?> one ? one.get("usage") : Map.of())
            .map(each -> each instanceof Map<?, ?> usage ? String.valueOf(usage.get("cpu")) : "0")
            .filter(each -> each.matches("[0-9.]{1,20}[a-zA-Z]{0,2}"))
            .collect(
                Collectors.summingDouble(
                    each -> Quantity.parse(each).getNumericalAmount().doubleValue()))
        : 0;
  }

  private OptionalDouble latency(Version version) throws IOException {
    if (traffic.isEmpty()) {
      return OptionalDouble.empty();
    }
    Traffic now = traffic.get().traffic();
    Optional<Traffic> old = counted.filter(each -> each.from().equals(now.from()));
    counted = Optional.of(now);
    if (old.isEmpty()) {
      return OptionalDouble.empty();
    }
    Answers answers = now.of(version);
    Latencies fresh = answers.latencies().minus(old.get().of(version).latencies());
    return fresh.count() < LEAST_ANSWERS
        ? OptionalDouble.empty()
        : OptionalDouble.of(Latencies.end(fresh.quantile(QUANTILE)).toNanos() / 1e6);
  }
}
