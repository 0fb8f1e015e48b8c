package dev.naosu.kubernetes;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A service's versions as Deployments of a cluster. All that is known stands in the cluster: a
/// naosu that was killed finds everything again.
///
/// Requests are shared out by the weights of an HTTPRoute where there is one, each version behind a
/// Service of its own; where there is none, by numbers of pods behind the one Service, which
/// rounds. The service's own Deployment is a version too, and what the others are cloned from: it
/// is never deleted, only scaled to nothing.
public final class KubernetesFleet implements Fleet, Roster, Staff, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");
  private static final Duration GLANCE = Duration.ofMillis(250);

  private final KubernetesClient client;
  private final KubernetesSettings settings;
  private final TrafficSource traffic;
  private final Pods pods;

  /// @param client closed with this
  /// @param cleaning removes secrets from what pods say
  public KubernetesFleet(
      KubernetesClient client,
      KubernetesSettings settings,
      TrafficSource traffic,
      UnaryOperator<String> cleaning) {
    this.client = client;
    this.settings = settings;
    this.traffic = traffic;
    this.pods = new Pods(client, cleaning);
  }

  /// With the cluster that the settings name, as `kubectl` finds it.
  ///
  /// @throws IOException with a text for people, as when there is no such context
  public static KubernetesFleet open(
      KubernetesSettings settings, TrafficSource traffic, UnaryOperator<String> cleaning)
      throws IOException {
    return new KubernetesFleet(
        Cluster.client(settings.context(), settings.namespace()), settings, traffic, cleaning);
  }

  /// What measures its load.
  ///
  /// @param answers who knows what was answered; empty where nobody does
  /// @param cores that one pod is meant to use
  /// @param apart how far two looks are from each other at least
  public PodMeter meter(
      Optional<TrafficSource> answers, double cores, Duration apart, InstantSource clock) {
    return new PodMeter(this, client, answers, cores, apart, clock);
  }

  /// What runs of one version.
  ///
  /// @param service name of the Service that leads to this version alone, where a route is used
  private record Running(Version version, Deployment deployment, String service) {
    int replicas() {
      Integer replicas = deployment.getSpec().getReplicas();
      return replicas == null ? 1 : replicas;
    }

    String name() {
      return deployment.getMetadata().getName();
    }
  }

  @Override
  public Standing standing() throws IOException {
    return Cluster.asked(
        () -> {
          List<Running> running = running();
          Set<Version> versions =
              running.stream()
                  .filter(each -> each.replicas() > 0)
                  .map(Running::version)
                  .collect(Collectors.toUnmodifiableSet());
          return new Standing(versions, split(running));
        });
  }

  private Optional<Split> split(List<Running> running) {
    SortedMap<Version, Double> shares = new TreeMap<>();
    Optional<HTTPRoute> route = route();
    if (route.isPresent()) {
      Map<String, Double> weights = weights(running).read(route.get());
      running.forEach(
          each -> {
            double share = weights.getOrDefault(each.service(), 0.0);
            if (share > 0) {
              shares.put(each.version(), share);
            }
          });
    } else {
      List<Running> serving =
          running.stream().filter(each -> each.replicas() > 0 && isServing(each)).toList();
      double all = serving.stream().mapToInt(Running::replicas).sum();
      serving.forEach(each -> shares.put(each.version(), each.replicas() / all));
    }
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    return Math.abs(sum - 1) < 1e-6 ? Optional.of(new Split(shares)) : Optional.empty();
  }

  /// Whether its pods are selected by the one Service.
  private boolean isServing(Running running) {
    Map<String, String> labels =
        running.deployment().getSpec().getTemplate().getMetadata().getLabels();
    return labels != null && labels.entrySet().containsAll(selected().entrySet());
  }

  @Override
  public Started start(Version version) throws IOException, InterruptedException {
    Clone clone = Clone.of(settings, version);
    boolean fresh =
        Cluster.asked(
            () -> {
              Deployment original = original();
              if (versionOf(original).equals(version)) {
                return revived(original);
              }
              Deployment there = deployment(clone.name());
              if (there != null && !isOf(there, version)) {
                throw new IOException(
                    "the Deployment " + clone.name() + " is there already, of another version");
              }
              if (there == null) {
                make(clone, original);
              } else if (there.getSpec().getReplicas() == 0) {
                scale(there, usualReplicas(original));
              }
              return there == null;
            });
    String name =
        versionOf(Cluster.asked(this::original)).equals(version)
            ? settings.deployment()
            : clone.name();
    Optional<Started.Unwell> trouble = awaited(name);
    if (trouble.isEmpty()) {
      return new Started.Well();
    }
    if (fresh) {
      Cluster.asked(() -> delete(clone.name()));
    }
    return trouble.get();
  }

  private void make(Clone clone, Deployment original) throws IOException {
    Service service = service();
    if (route().isPresent()) {
      client.services().resource(clone.service(service)).createOr(each -> each.update());
    }
    client
        .apps()
        .deployments()
        .resource(clone.deployment(original, selected(), usualReplicas(original)))
        .create();
  }

  /// The original gets its pods back.
  ///
  /// @return false: it was there before
  private boolean revived(Deployment original) {
    if (original.getSpec().getReplicas() != null && original.getSpec().getReplicas() == 0) {
      scale(original, usualReplicas(original));
    }
    return false;
  }

  /// Empty when all pods are ready.
  private Optional<Started.Unwell> awaited(String name) throws IOException, InterruptedException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      Deployment deployment = Cluster.asked(() -> deployment(name));
      if (deployment == null) {
        return Optional.of(new Started.Unwell("somebody deleted the Deployment " + name, ""));
      }
      if (isReady(deployment)) {
        return Optional.empty();
      }
      Optional<Started.Unwell> trouble = Cluster.asked(() -> trouble(deployment));
      if (trouble.isPresent()) {
        return trouble;
      }
      if (System.nanoTime() > end) {
        return Optional.of(
            new Started.Unwell(
                "not all pods were ready after "
                    + settings.readyTime().toSeconds()
                    + " s: "
                    + ready(deployment)
                    + " of "
                    + deployment.getSpec().getReplicas(),
                Cluster.asked(() -> pods.logs(pods(deployment)))));
      }
      Thread.sleep(GLANCE);
    }
  }

  private static boolean isReady(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int wanted = deployment.getSpec().getReplicas();
    Long generation = deployment.getMetadata().getGeneration();
    return status != null
        && (generation == null
            || status.getObservedGeneration() == null
            || status.getObservedGeneration() >= generation)
        && ready(deployment) >= wanted
        && (status.getUpdatedReplicas() == null || status.getUpdatedReplicas() >= wanted);
  }

  private static int ready(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null || status.getReadyReplicas() == null ? 0 : status.getReadyReplicas();
  }

  private Optional<Started.Unwell> trouble(Deployment deployment) {
    Optional<Started.Unwell> found = pods.trouble(pods(deployment));
    if (found.isPresent()) {
      return found;
    }
    boolean isGivenUp =
        deployment.getStatus() != null
            && deployment.getStatus().getConditions().stream()
                .anyMatch(each -> "ProgressDeadlineExceeded".equals(each.getReason()));
    return isGivenUp
        ? Optional.of(
            new Started.Unwell("the cluster has given up: its pods do not get ready in time", ""))
        : Optional.empty();
  }

  @Override
  public void share(Split split) throws IOException {
    Cluster.asked(
        () -> {
          List<Running> running = running();
          Map<Version, Running> byVersion = new HashMap<>();
          running.forEach(each -> byVersion.put(each.version(), each));
          for (Map.Entry<Version, Double> each : split.shares().entrySet()) {
            Running one = byVersion.get(each.getKey());
            if (each.getValue() > 0 && (one == null || one.replicas() == 0)) {
              throw new IOException(each.getKey() + " does not run; start it first");
            }
          }
          Optional<HTTPRoute> route = route();
          if (route.isPresent()) {
            weigh(route.get(), split, running);
          } else {
            count(split, running);
          }
          return split;
        });
  }

  private void weigh(HTTPRoute route, Split split, List<Running> running) throws IOException {
    SortedMap<String, Double> shares = new TreeMap<>();
    running.forEach(each -> shares.put(each.service(), split.of(each.version())));
    Weights weights = weights(running);
    if (weights.read(route).isEmpty()) {
      throw new IOException(
          "no rule of the HTTPRoute "
              + settings.route()
              + " leads to the Service "
              + settings.service()
              + "; name the right one: route: NAME");
    }
    client
        .resources(HTTPRoute.class)
        .withName(route.getMetadata().getName())
        .edit(current -> weights.set(current, shares));
  }

  private Weights weights(List<Running> running) {
    return new Weights(
        Stream.concat(Stream.of(settings.service()), running.stream().map(Running::service))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// Those that get more first, so that somebody is always there.
  private void count(Split split, List<Running> running) throws IOException {
    Replicas counts = Replicas.of(split, usualReplicas(original()));
    double sum = counts.counts().values().stream().mapToInt(Integer::intValue).sum();
    split
        .shares()
        .forEach(
            (version, share) -> {
              if (Math.abs(counts.of(version) / sum - share) > 0.005) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} shall get {1} of the requests of {2}, and gets about {3}: there is no"
                        + " HTTPRoute {4}, and pods can only be counted",
                    version,
                    share,
                    settings.deployment(),
                    counts.of(version) / sum,
                    settings.route());
              }
            });
    List<Running> moreFirst =
        running.stream()
            .sorted(
                Comparator.comparing(
                    each -> counts.of(each.version()) < each.replicas() && isServing(each)))
            .toList();
    for (Running each : moreFirst) {
      int wanted = counts.of(each.version());
      client
          .apps()
          .deployments()
          .withName(each.deployment().getMetadata().getName())
          .edit(current -> counted(current, wanted));
    }
  }

  /// With so many pods, which the one Service selects.
  private Deployment counted(Deployment current, int wanted) {
    Deployment scaled = scaled(current, wanted);
    return wanted == 0
        ? scaled
        : new DeploymentBuilder(scaled)
            .editSpec()
            .editTemplate()
            .editMetadata()
            .addToLabels(selected())
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build();
  }

  /// With so many pods. How many it had before naosu changed that is noted, as long as it has
  /// others.
  private static Deployment scaled(Deployment current, int wanted) {
    int usual = usualReplicas(current);
    DeploymentBuilder builder =
        new DeploymentBuilder(current).editSpec().withReplicas(wanted).endSpec();
    return wanted == usual
        ? builder.editMetadata().removeFromAnnotations(Clone.REPLICAS).endMetadata().build()
        : builder
            .editMetadata()
            .addToAnnotations(Clone.REPLICAS, Integer.toString(usual))
            .endMetadata()
            .build();
  }

  @Override
  public void retire(Version version) throws IOException, InterruptedException {
    Optional<Running> found =
        Cluster.asked(
            () -> running().stream().filter(each -> each.version().equals(version)).findFirst());
    if (found.isEmpty()) {
      return;
    }
    double share = standing().split().map(split -> split.of(version)).orElse(0.0);
    if (share > 0) {
      throw new IOException(
          version + " still gets requests; share them out among other versions first");
    }
    String name = found.get().name();
    Cluster.asked(
        () -> client.apps().deployments().withName(name).edit(current -> scaled(current, 0)));
    long end = System.nanoTime() + settings.drainTime().toNanos();
    while (System.nanoTime() < end
        && !Cluster.asked(() -> pods(found.get().deployment())).isEmpty()) {
      Thread.sleep(GLANCE);
    }
    if (!name.equals(settings.deployment())) {
      Cluster.asked(() -> delete(name));
    }
  }

  /// A version's Deployment, its Service, and what the route says of it.
  private boolean delete(String name) {
    Optional<HTTPRoute> route = route();
    if (route.isPresent() && !name.equals(settings.service())) {
      client
          .resources(HTTPRoute.class)
          .withName(route.get().getMetadata().getName())
          .edit(current -> new Weights(Set.of(name)).without(current));
    }
    client.services().withName(name).delete();
    client.apps().deployments().withName(name).delete();
    return true;
  }

  @Override
  public Traffic traffic() throws IOException {
    return traffic.traffic();
  }

  @Override
  public List<Instance> instances() throws IOException {
    return Cluster.asked(
        () -> {
          List<Instance> all = new ArrayList<>();
          for (Running each : running()) {
            for (Pod pod : pods(each.deployment())) {
              all.add(Pods.instance(each.version(), pod));
            }
          }
          return all;
        });
  }

  @Override
  public int wanted(Version version) throws IOException {
    return Cluster.asked(() -> named(version).map(Running::replicas).orElse(0));
  }

  private Optional<Running> named(Version version) throws IOException {
    return running().stream().filter(each -> each.version().equals(version)).findFirst();
  }

  private Running present(Version version) throws IOException {
    return Cluster.asked(() -> named(version))
        .filter(each -> each.replicas() > 0)
        .orElseThrow(() -> new IOException(version + " does not run; start it first"));
  }

  /// The number of pods, which is also what the version has from now on: going back to it later
  /// brings so many.
  @Override
  public Started scale(Version version, int instances) throws IOException, InterruptedException {
    if (instances < 1) {
      throw new IOException("a version has at least 1 instance");
    }
    Running running = present(version);
    int before = running.replicas();
    replicate(running, instances);
    Optional<Started.Unwell> trouble = awaited(running.name());
    if (trouble.isPresent() && instances > before) {
      replicate(running, before);
      return trouble.get();
    }
    return new Started.Well();
  }

  private void replicate(Running running, int instances) throws IOException {
    Cluster.asked(
        () ->
            client
                .apps()
                .deployments()
                .withName(running.name())
                .edit(
                    current ->
                        new DeploymentBuilder(current)
                            .editMetadata()
                            .removeFromAnnotations(Clone.REPLICAS)
                            .endMetadata()
                            .editSpec()
                            .withReplicas(instances)
                            .endSpec()
                            .build()));
  }

  /// Deletes its pod, which the cluster replaces; the pod ends after what is under way.
  @Override
  public Started restart(Version version, String instance)
      throws IOException, InterruptedException {
    Running running = present(version);
    if (!Cluster.asked(() -> hasPod(running, instance))) {
      throw new IOException(version + " has no pod called " + instance);
    }
    Cluster.asked(() -> client.pods().withName(instance).delete());
    long end = System.nanoTime() + settings.drainTime().toNanos();
    while (System.nanoTime() < end && Cluster.asked(() -> hasPod(running, instance))) {
      Thread.sleep(GLANCE);
    }
    Optional<Started.Unwell> trouble = awaited(running.name());
    return trouble.isPresent() ? trouble.get() : new Started.Well();
  }

  private boolean hasPod(Running running, String name) {
    return pods(running.deployment()).stream()
        .anyMatch(each -> each.getMetadata().getName().equals(name));
  }

  @Override
  public boolean canSetAside() {
    return false;
  }

  @Override
  public void setAside(Version version, String instance, boolean aside) throws IOException {
    throw new IOException(
        "in a cluster, the Service decides which pods get requests; restart the pod instead");
  }

  /// The original, and all clones of it.
  private List<Running> running() throws IOException {
    Deployment original = original();
    Map<String, Running> all = new LinkedHashMap<>();
    all.put(
        original.getMetadata().getName(),
        new Running(versionOf(original), original, settings.service()));
    for (Deployment each :
        client
            .apps()
            .deployments()
            .withLabel(Clone.SERVICE_LABEL, settings.deployment())
            .withLabel(Clone.VERSION_LABEL)
            .list()
            .getItems()) {
      String name = each.getMetadata().getName();
      String version = each.getMetadata().getLabels().getOrDefault(Clone.VERSION_LABEL, "");
      all.putIfAbsent(name, new Running(new Version(version), each, name));
    }
    return List.copyOf(all.values());
  }

  private Deployment original() throws IOException {
    Deployment original = deployment(settings.deployment());
    if (original == null) {
      throw new IOException(
          "there is no Deployment "
              + settings.deployment()
              + " in the namespace "
              + client.getNamespace()
              + "; name the right one: deployment: NAME");
    }
    return original;
  }

  /// What the original runs: by its label, or by the tag of its image.
  private Version versionOf(Deployment original) throws IOException {
    Map<String, String> labels = original.getMetadata().getLabels();
    if (labels != null && labels.containsKey(Clone.VERSION_LABEL)) {
      return new Version(labels.get(Clone.VERSION_LABEL));
    }
    String image = Clone.container(settings, original).getImage();
    return Clone.tagOf(image);
  }

  private static boolean isOf(Deployment deployment, Version version) {
    Map<String, String> labels = deployment.getMetadata().getLabels();
    return labels != null && version.name().equals(labels.get(Clone.VERSION_LABEL));
  }

  private static int usualReplicas(Deployment original) {
    Map<String, String> annotations = original.getMetadata().getAnnotations();
    if (annotations != null && annotations.containsKey(Clone.REPLICAS)) {
      return Math.max(1, Integer.parseInt(annotations.get(Clone.REPLICAS)));
    }
    Integer now = original.getSpec().getReplicas();
    return now == null ? 1 : Math.max(1, now);
  }

  private Map<String, String> selected() {
    Map<String, String> selector = service().getSpec().getSelector();
    return selector == null ? Map.of() : selector;
  }

  private Service service() {
    Service service = client.services().withName(settings.service()).get();
    if (service == null) {
      throw new KubernetesClientException(
          "there is no Service " + settings.service() + "; name the right one: service: NAME");
    }
    return service;
  }

  private Optional<HTTPRoute> route() {
    return Optional.ofNullable(client.resources(HTTPRoute.class).withName(settings.route()).get());
  }

  private @Nullable Deployment deployment(String name) {
    return client.apps().deployments().withName(name).get();
  }

  private void scale(Deployment deployment, int replicas) {
    client
        .apps()
        .deployments()
        .withName(deployment.getMetadata().getName())
        .edit(current -> scaled(current, replicas));
  }

  private List<Pod> pods(Deployment deployment) {
    Map<String, String> selector = deployment.getSpec().getSelector().getMatchLabels();
    return client.pods().withLabels(selector).list().getItems().stream()
        // the labels of the original may fit pods of its clones too
        .filter(
            pod ->
                selector.containsKey(Clone.VERSION_LABEL)
                    || !pod.getMetadata().getLabels().containsKey(Clone.VERSION_LABEL))
        .toList();
  }

  /// Ends all pods of all versions; the Deployments stay.
  ///
  /// @throws IOException with a text for people
  public void stop() throws IOException {
    Cluster.asked(
        () -> {
          for (Running each : running()) {
            client
                .apps()
                .deployments()
                .withName(each.deployment().getMetadata().getName())
                .edit(current -> counted(current, 0));
          }
          return settings;
        });
  }

  /// What runs goes on.
  @Override
  public void close() {
    client.close();
  }
}
