package dev.naosu.kubernetes;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A service that is a Rollout of Argo Rollouts. Argo's controller does the work; naosu says what
/// it shall do by the fields that `kubectl argo rollouts` writes, and waits until the status says
/// that it is done. All that is known stands in the cluster.
///
/// naosu never undoes what others decide here: a rollout that it did not begin is left alone, one
/// that somebody pauses gets no further, and one that somebody aborts is over.
public final class RolloutFleet implements Fleet, Roster, Staff, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.fleet");
  private static final Duration GLANCE = Duration.ofMillis(250);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final RolloutSettings settings;
  private final TrafficSource traffic;
  private final Pods pods;

  /// @param client closed with this
  /// @param cleaning removes secrets from what pods say
  public RolloutFleet(
      KubernetesClient client,
      RolloutSettings settings,
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
  public static RolloutFleet open(
      RolloutSettings settings, TrafficSource traffic, UnaryOperator<String> cleaning)
      throws IOException {
    return new RolloutFleet(
        Cluster.client(settings.context(), settings.namespace()), settings, traffic, cleaning);
  }

  /// How the Rollout stands, once its controller has seen all that was written.
  ///
  /// @param stable what gets the requests that no canary gets
  /// @param sets by hash of their pods' template
  private record Now(
      ArgoRollout rollout,
      Map<String, ReplicaSet> sets,
      ReplicaSet stableSet,
      Version stable,
      Version current) {
    /// Empty where nothing is being rolled out.
    Optional<Version> candidate() {
      return rollout.isUnderWay() ? Optional.of(current) : Optional.empty();
    }

    boolean isOurs() {
      return rollout.isOf(current.name());
    }

    boolean isAbortedByOthers() {
      return rollout.isUnderWay()
          && rollout.isAborted()
          && rollout.annotation(ArgoRollout.ABORTED).filter(current.name()::equals).isEmpty();
    }

    /// What runs of a version that is the stable or the current one; null before there is any.
    @Nullable ReplicaSet set(Version version) {
      return sets.get(version.equals(stable) ? rollout.stableHash() : rollout.currentHash());
    }
  }

  private Resource<GenericKubernetesResource> resource() {
    return client
        .genericKubernetesResources(ArgoRollout.CONTEXT)
        .inNamespace(client.getNamespace())
        .withName(settings.rollout());
  }

  private ArgoRollout read() throws IOException {
    GenericKubernetesResource found = Cluster.asked(() -> resource().get());
    if (found != null) {
      ArgoRollout rollout = new ArgoRollout(found);
      Optional<String> refusal = rollout.refusal();
      if (refusal.isPresent()) {
        throw new IOException(refusal.get());
      }
      return rollout;
    }
    boolean isInstalled = Cluster.asked(() -> client.supports(ArgoRollout.API, ArgoRollout.KIND));
    throw new IOException(
        isInstalled
            ? "there is no Rollout "
                + settings.rollout()
                + " in the namespace "
                + client.getNamespace()
                + "; name the right one: rollout: NAME"
            : "the cluster does not know Rollouts ("
                + ArgoRollout.API
                + "): install Argo Rollouts, or write deployment: NAME instead of rollout: "
                + settings.rollout());
  }

  private Now now() throws IOException {
    ArgoRollout rollout = awaited("has not looked at it", ArgoRollout::isSeen);
    if (rollout.stableHash().isEmpty()) {
      throw new IOException(
          "the Rollout " + settings.rollout() + " has no stable version yet; wait for its first");
    }
    Map<String, ReplicaSet> sets = sets(rollout);
    ReplicaSet stable = sets.get(rollout.stableHash());
    if (stable == null) {
      throw new IOException(
          "the ReplicaSet of the stable version of " + settings.rollout() + " is gone");
    }
    return new Now(
        rollout,
        sets,
        stable,
        versionOf(stable.getSpec().getTemplate()),
        versionOf(template(rollout.resource())));
  }

  private Map<String, ReplicaSet> sets(ArgoRollout rollout) throws IOException {
    String uid = String.valueOf(rollout.resource().getMetadata().getUid());
    List<ReplicaSet> all =
        Cluster.asked(
            () ->
                client
                    .apps()
                    .replicaSets()
                    .inNamespace(client.getNamespace())
                    .withLabels(rollout.selector())
                    .withLabel(ArgoRollout.HASH)
                    .list()
                    .getItems());
    Map<String, ReplicaSet> sets = new HashMap<>();
    all.stream()
        .filter(
            each ->
                each.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> uid.equals(owner.getUid())))
        .forEach(each -> sets.put(each.getMetadata().getLabels().get(ArgoRollout.HASH), each));
    return sets;
  }

  private PodTemplateSpec template(GenericKubernetesResource resource) {
    Object template = resource.get("spec", "template");
    return client.getKubernetesSerialization().convertValue(template, PodTemplateSpec.class);
  }

  /// By naosu's label where it fits the image, for a person may have changed the image alone; else
  /// by the image's tag.
  private Version versionOf(PodTemplateSpec template) throws IOException {
    String image = container(template).getImage();
    Map<String, String> labels = template.getMetadata().getLabels();
    String label = labels == null ? "" : labels.getOrDefault(Clone.VERSION_LABEL, "");
    return !label.isEmpty() && image.equals(settings.imageOf(label))
        ? new Version(label)
        : Clone.tagOf(image);
  }

  private Container container(PodTemplateSpec template) throws IOException {
    List<Container> all = template.getSpec().getContainers();
    if (settings.container().isEmpty() && all.size() == 1) {
      return all.getFirst();
    }
    String wanted = settings.container().orElse(settings.rollout());
    return all.stream()
        .filter(each -> each.getName().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "the Rollout "
                        + settings.rollout()
                        + " has several containers; say which: container: "
                        + all.stream().map(Container::getName).toList()));
  }

  /// @param trouble what Argo has not done, when it does not in time
  private ArgoRollout awaited(String trouble, Predicate<ArgoRollout> done) throws IOException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      ArgoRollout rollout = read();
      if (done.test(rollout)) {
        return rollout;
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "Argo "
                + trouble
                + " after "
                + settings.readyTime().toSeconds()
                + " s ("
                + settings.rollout()
                + (rollout.message().isEmpty() ? "" : ": " + rollout.message())
                + "); see that its controller runs");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(GLANCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("ended while waiting for Argo", e);
    }
  }

  private void edit(Consumer<GenericKubernetesResource> change) throws IOException {
    Cluster.asked(
        () ->
            resource()
                .edit(
                    current -> {
                      change.accept(current);
                      return current;
                    }));
  }

  private void status(String patch) throws IOException {
    Cluster.asked(() -> resource().subresource("status").patch(MERGE, patch));
  }

  @Override
  public Standing standing() throws IOException {
    Now now = now();
    Set<Version> running = new HashSet<>();
    if (now.rollout().replicas() > 0) {
      running.add(now.stable());
    }
    ReplicaSet fresh = now.set(now.current());
    if (now.rollout().isUnderWay() && fresh != null && replicas(fresh) > 0) {
      running.add(now.current());
    }
    return new Standing(running, split(now));
  }

  private static Optional<Split> split(Now now) {
    if (now.rollout().replicas() == 0) {
      return Optional.empty();
    }
    double share = share(now);
    if (share == 0 || now.current().equals(now.stable())) {
      return Optional.of(Split.all(now.stable()));
    }
    return Optional.of(
        share == 1 ? Split.all(now.current()) : Split.canary(now.stable(), now.current(), share));
  }

  /// What the version that is being rolled out gets.
  private static double share(Now now) {
    if (!now.rollout().isUnderWay()) {
      return 0;
    }
    if (now.rollout().isRouted()) {
      return now.rollout().routedShare();
    }
    double fresh = ready(now.set(now.current()));
    double all = fresh + ready(now.stableSet());
    return all == 0 ? 0 : fresh / all;
  }

  private static int ready(@Nullable ReplicaSet set) {
    return set == null || set.getStatus() == null || set.getStatus().getReadyReplicas() == null
        ? 0
        : set.getStatus().getReadyReplicas();
  }

  private static int replicas(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  @Override
  public Started start(Version version) throws IOException {
    Clone.checkLabel(version);
    Now now = now();
    if (version.equals(now.stable())) {
      revive(now.rollout());
      return awaited(version, false);
    }
    if (!now.rollout().isUnderWay()) {
      begin(now, version);
      return awaited(version, true);
    }
    if (!version.equals(now.current())) {
      throw new IOException(
          "Argo is rolling out "
              + now.current()
              + " already; promote or abort it first, and put the old version back");
    }
    checkOurs(now);
    if (now.isAbortedByOthers()) {
      return aborted(now);
    }
    if (now.rollout().isAborted()) {
      // by naosu, which wants it again; other steps begin anew and are not aborted
      edit(current -> steps(current, now.rollout().waiting()));
      status("{\"status\":{\"abort\":false}}");
    }
    return awaited(version, false);
  }

  private void revive(ArgoRollout rollout) throws IOException {
    if (rollout.replicas() == 0) {
      int usual = rollout.annotation(Clone.REPLICAS).map(Integer::parseInt).orElse(1);
      edit(
          current -> {
            current.getMetadata().getAnnotations().remove(Clone.REPLICAS);
            ArgoRollout.write(current, Math.max(1, usual), "spec", "replicas");
          });
    }
  }

  /// Steps first of all: in the same moment as the other template, lest Argo go the old ones.
  private void begin(Now now, Version version) throws IOException {
    PodTemplateSpec template = template(now, version);
    String steps = client.getKubernetesSerialization().asJson(now.rollout().steps());
    edit(
        current -> {
          annotations(current).putIfAbsent(ArgoRollout.STEPS, steps);
          annotations(current).put(ArgoRollout.CANDIDATE, version.name());
          put(current, template);
          steps(current, new ArgoRollout(current).waiting());
        });
  }

  private static Map<String, String> annotations(GenericKubernetesResource resource) {
    Map<String, String> all = resource.getMetadata().getAnnotations();
    if (all == null) {
      all = new HashMap<>();
      resource.getMetadata().setAnnotations(all);
    }
    return all;
  }

  private static void steps(GenericKubernetesResource resource, List<Map<String, Object>> steps) {
    annotations(resource).remove(ArgoRollout.ABORTED);
    ArgoRollout.write(resource, steps, "spec", "strategy", "canary", "steps");
  }

  private void put(GenericKubernetesResource resource, PodTemplateSpec template) {
    ArgoRollout.write(
        resource,
        client.getKubernetesSerialization().convertValue(template, Map.class),
        "spec",
        "template");
  }

  /// As it ran before, where Argo still knows it; else the present one with another image.
  private PodTemplateSpec template(Now now, Version version) throws IOException {
    List<ReplicaSet> latest =
        now.sets().values().stream()
            .sorted(Comparator.comparingInt(RolloutFleet::revision).reversed())
            .toList();
    for (ReplicaSet each : latest) {
      if (versionOf(each.getSpec().getTemplate()).equals(version)) {
        return plain(each.getSpec().getTemplate());
      }
    }
    PodTemplateSpec present = template(now.rollout().resource());
    String chosen = container(present).getName();
    return new PodTemplateSpecBuilder(present)
        .editOrNewMetadata()
        .addToLabels(Clone.VERSION_LABEL, version.name())
        .endMetadata()
        .editSpec()
        .withContainers(
            present.getSpec().getContainers().stream()
                .map(
                    each ->
                        each.getName().equals(chosen)
                            ? each.toBuilder().withImage(settings.imageOf(version.name())).build()
                            : each)
                .toList())
        .endSpec()
        .build();
  }

  private static int revision(ReplicaSet set) {
    Map<String, String> annotations = set.getMetadata().getAnnotations();
    String revision = annotations == null ? "" : annotations.getOrDefault(ArgoRollout.REVISION, "");
    return revision.matches("\\d{1,9}") ? Integer.parseInt(revision) : 0;
  }

  /// Without what the controller has added to it.
  private static PodTemplateSpec plain(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .removeFromLabels(ArgoRollout.HASH)
        .endMetadata()
        .build();
  }

  /// @param fresh begun a moment ago, so that nothing of it stays when it does not get well
  private Started awaited(Version version, boolean fresh) throws IOException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      Now now = now();
      Optional<Started> come = come(now, version, System.nanoTime() > end);
      if (come.isPresent()) {
        if (fresh && come.get() instanceof Started.Unwell) {
          undo();
        }
        return come.get();
      }
      pause();
    }
  }

  /// Empty while it may still get well.
  private Optional<Started> come(Now now, Version version, boolean isLate) throws IOException {
    boolean isStable = version.equals(now.stable());
    if (!isStable && !version.equals(now.current())) {
      return Optional.of(
          new Started.Unwell("somebody has put " + now.current() + " in its place", ""));
    }
    if (!isStable && now.isAbortedByOthers()) {
      return Optional.of(aborted(now));
    }
    ReplicaSet set = now.set(version);
    List<Pod> own = set == null ? List.of() : podsOf(set);
    Optional<Started.Unwell> trouble = Cluster.asked(() -> pods.trouble(own));
    if (trouble.isPresent()) {
      return Optional.of(trouble.get());
    }
    boolean isReady = set != null && ready(set) >= replicas(set);
    if (isReady && (isStable || now.rollout().isAtPause())) {
      return Optional.of(new Started.Well());
    }
    if (!isStable && now.rollout().isDegraded()) {
      return Optional.of(
          new Started.Unwell(
              "Argo has given up: " + now.rollout().message(),
              Cluster.asked(() -> pods.logs(own))));
    }
    return isLate
        ? Optional.of(
            new Started.Unwell(
                "not all pods were ready after "
                    + settings.readyTime().toSeconds()
                    + " s: "
                    + ready(set)
                    + " of "
                    + (set == null ? 0 : replicas(set)),
                Cluster.asked(() -> pods.logs(own))))
        : Optional.empty();
  }

  private static Started.Unwell aborted(Now now) {
    String message = now.rollout().message();
    return new Started.Unwell(
        "its rollout was aborted, and not by naosu" + (message.isEmpty() ? "" : ": " + message),
        "");
  }

  private void checkOurs(Now now) throws IOException {
    if (!now.isOurs()) {
      throw new IOException(
          "Argo is rolling out "
              + now.current()
              + " of "
              + settings.rollout()
              + ", which naosu did not begin and leaves alone; try again when that is over");
    }
  }

  private List<Pod> podsOf(ReplicaSet set) throws IOException {
    return Cluster.asked(
        () ->
            client
                .pods()
                .inNamespace(client.getNamespace())
                .withLabels(set.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems());
  }

  @Override
  public void share(Split split) throws IOException {
    Now now = now();
    Set<Version> served =
        split.shares().entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    Set<Version> known = new HashSet<>(Set.of(now.stable()));
    now.candidate().ifPresent(known::add);
    for (Version each : served) {
      if (!known.contains(each) || now.rollout().replicas() == 0) {
        throw new IOException(each + " does not run; start it first");
      }
    }
    if (served.equals(Set.of(now.stable()))) {
      if (now.rollout().isUnderWay()) {
        abort(now);
      }
      return;
    }
    checkOurs(now);
    if (now.rollout().isPaused()) {
      throw new IOException(
          "somebody has paused the Rollout "
              + settings.rollout()
              + " (spec.paused); it goes on once they resume it: kubectl argo rollouts promote "
              + settings.rollout());
    }
    if (now.rollout().isAborted()) {
      throw new IOException(now.current() + " is aborted; start it again first");
    }
    if (served.equals(Set.of(now.current()))) {
      promote(now.current());
    } else {
      weigh(now, split);
    }
  }

  private void abort(Now now) throws IOException {
    checkOurs(now);
    if (!now.rollout().isAborted()) {
      String version = now.current().name();
      edit(current -> annotations(current).put(ArgoRollout.ABORTED, version));
      status("{\"status\":{\"abort\":true}}");
    }
    awaitedNow("does not give all requests back", each -> share(each) == 0);
  }

  private void promote(Version version) throws IOException {
    status("{\"status\":{\"promoteFull\":true}}");
    awaitedNow("has not promoted " + version, each -> each.stable().equals(version));
  }

  private void weigh(Now now, Split split) throws IOException {
    double share = split.of(now.current());
    int weight = now.rollout().weightOf(share);
    if (weight != now.rollout().plannedWeight()) {
      edit(current -> steps(current, new ArgoRollout(current).weighing(weight)));
    }
    Now then =
        awaitedNow(
            "does not share the requests out as it should",
            each ->
                each.rollout().isAborted()
                    || each.rollout().isAtPause()
                        && (!each.rollout().isRouted() || each.rollout().routedWeight() == weight));
    if (then.rollout().isAborted()) {
      throw new IOException("the rollout of " + now.current() + " was aborted meanwhile");
    }
    double really = share(then);
    if (Math.abs(really - share) > 0.005) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} shall get {1} of the requests of {2}, and gets about {3}: Argo counts {4}",
          now.current(),
          share,
          settings.rollout(),
          really,
          now.rollout().isRouted() ? "in whole weights" : "pods, for it has no trafficRouting");
    }
  }

  private Now awaitedNow(String trouble, Predicate<Now> done) throws IOException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      Now now = now();
      if (done.test(now)) {
        return now;
      }
      ReplicaSet fresh = now.set(now.current());
      Optional<Started.Unwell> unwell =
          fresh == null || now.rollout().isAborted()
              ? Optional.empty()
              : Cluster.asked(() -> pods.trouble(podsOf(fresh)));
      if (unwell.isPresent() || System.nanoTime() > end) {
        throw new IOException(
            "Argo "
                + trouble
                + ": "
                + unwell
                    .map(Started.Unwell::why)
                    .orElse("it is not done after " + settings.readyTime().toSeconds() + " s"));
      }
      pause();
    }
  }

  /// For the candidate the template of the stable version is put back, as `undo` does; for a
  /// version that was left, Argo has ended it. Either way the Rollout has its own steps again.
  @Override
  public void retire(Version version) throws IOException {
    Now now = now();
    boolean isCandidate = now.candidate().filter(version::equals).isPresent();
    if (version.equals(now.stable()) || isCandidate && share(now) > 0) {
      throw new IOException(
          version + " still gets requests; share them out among other versions first");
    }
    if (isCandidate) {
      checkOurs(now);
      undo();
    } else if (!now.rollout().isUnderWay()
        && now.rollout().annotation(ArgoRollout.CANDIDATE).isPresent()) {
      edit(this::restore);
    }
  }

  private void undo() throws IOException {
    Now now = now();
    if (now.rollout().isUnderWay() && now.isOurs()) {
      PodTemplateSpec stable = plain(now.stableSet().getSpec().getTemplate());
      edit(
          current -> {
            put(current, stable);
            restore(current);
          });
    }
  }

  private void restore(GenericKubernetesResource resource) {
    Map<String, String> annotations = annotations(resource);
    String steps = annotations.get(ArgoRollout.STEPS);
    if (steps != null) {
      ArgoRollout.write(
          resource,
          client.getKubernetesSerialization().unmarshal(steps, List.class),
          "spec",
          "strategy",
          "canary",
          "steps");
    }
    annotations
        .keySet()
        .removeAll(Set.of(ArgoRollout.STEPS, ArgoRollout.CANDIDATE, ArgoRollout.ABORTED));
  }

  /// Also tells when somebody has taken the rollout out of naosu's hands: what is answered then is
  /// not what a canary answers.
  @Override
  public Traffic traffic() throws IOException {
    ArgoRollout rollout = read();
    boolean isOver =
        rollout.annotation(ArgoRollout.CANDIDATE).isPresent()
            && rollout.isAborted()
            && rollout.annotation(ArgoRollout.ABORTED).isEmpty();
    if (isOver) {
      throw new IOException(
          "the rollout of "
              + rollout.annotation(ArgoRollout.CANDIDATE).orElse("")
              + " was aborted, and not by naosu");
    }
    return traffic.traffic();
  }

  @Override
  public List<Instance> instances() throws IOException {
    Now now = now();
    List<Instance> all = new ArrayList<>();
    Map<Version, ReplicaSet> shown = new TreeMap<>();
    shown.put(now.stable(), now.stableSet());
    ReplicaSet fresh = now.set(now.current());
    if (fresh != null) {
      shown.putIfAbsent(now.current(), fresh);
    }
    for (Map.Entry<Version, ReplicaSet> each : shown.entrySet()) {
      podsOf(each.getValue()).forEach(pod -> all.add(Pods.instance(each.getKey(), pod)));
    }
    return all;
  }

  @Override
  public int wanted(Version version) throws IOException {
    Now now = now();
    if (version.equals(now.stable())) {
      return now.rollout().replicas();
    }
    ReplicaSet set = now.candidate().filter(version::equals).isPresent() ? now.set(version) : null;
    return set == null ? 0 : replicas(set);
  }

  @Override
  public Started scale(Version version, int instances) throws IOException {
    if (instances < 1) {
      throw new IOException("a version has at least 1 instance");
    }
    Now now = now();
    if (!version.equals(now.stable()) || now.rollout().replicas() == 0) {
      throw new IOException(
          version + " is not what the Rollout runs; only its stable version is scaled");
    }
    int before = now.rollout().replicas();
    edit(current -> ArgoRollout.write(current, instances, "spec", "replicas"));
    Started come = awaitedScale(version, instances);
    if (come instanceof Started.Unwell && instances > before) {
      edit(current -> ArgoRollout.write(current, before, "spec", "replicas"));
      return come;
    }
    return new Started.Well();
  }

  private Started awaitedScale(Version version, int instances) throws IOException {
    long end = System.nanoTime() + settings.readyTime().toNanos();
    while (true) {
      Now now = now();
      boolean isLate = System.nanoTime() > end;
      Optional<Started> come = come(now, version, isLate);
      // while a canary gets some, Argo may have fewer of the stable version
      boolean isScaled =
          now.rollout().isUnderWay() || replicas(now.stableSet()) == instances || isLate;
      if (come.isPresent() && (isScaled || come.get() instanceof Started.Unwell)) {
        return come.get();
      }
      pause();
    }
  }

  /// Deletes its pod, which the cluster replaces; the pod ends after what is under way.
  @Override
  public Started restart(Version version, String instance) throws IOException {
    ReplicaSet set = now().set(version);
    if (set == null || !hasPod(set, instance)) {
      throw new IOException(version + " has no pod called " + instance);
    }
    Cluster.asked(
        () -> client.pods().inNamespace(client.getNamespace()).withName(instance).delete());
    long end = System.nanoTime() + settings.drainTime().toNanos();
    while (System.nanoTime() < end && hasPod(set, instance)) {
      pause();
    }
    return awaited(version, false);
  }

  private boolean hasPod(ReplicaSet set, String name) throws IOException {
    return podsOf(set).stream().anyMatch(each -> each.getMetadata().getName().equals(name));
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

  /// Ends all pods; the Rollout stays.
  ///
  /// @throws IOException with a text for people
  public void stop() throws IOException {
    ArgoRollout rollout = read();
    if (rollout.replicas() > 0) {
      edit(
          current -> {
            annotations(current).put(Clone.REPLICAS, Integer.toString(rollout.replicas()));
            ArgoRollout.write(current, 0, "spec", "replicas");
          });
    }
  }

  /// What runs goes on.
  @Override
  public void close() {
    client.close();
  }
}
