package dev.naosu.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What a Rollout of Argo Rollouts says of itself, by the documented fields of its specification
/// and of its status.
///
/// Its controller counts through a list of steps. naosu writes a list that ends in a pause without
/// a time, so that nothing goes on by itself, and begins with the weight that is there already: a
/// controller that finds another list begins it from the front, and must not take back meanwhile
/// what the new version has.
record ArgoRollout(GenericKubernetesResource resource) {
  static final String API = "argoproj.io/v1alpha1";
  static final String KIND = "Rollout";
  static final ResourceDefinitionContext CONTEXT =
      new ResourceDefinitionContext.Builder()
          .withGroup("argoproj.io")
          .withVersion("v1alpha1")
          .withKind(KIND)
          .withPlural("rollouts")
          .withNamespaced(true)
          .build();

  /// Label that the controller gives to ReplicaSets and pods.
  static final String HASH = "rollouts-pod-template-hash";

  /// Annotation of a ReplicaSet: the later, the larger.
  static final String REVISION = "rollout.argoproj.io/revision";

  /// Annotation: the version that naosu is rolling out.
  static final String CANDIDATE = "naosu.dev/candidate";

  /// Annotation: the steps that were there before naosu's, as JSON.
  static final String STEPS = "naosu.dev/steps";

  /// Annotation: the version whose rollout naosu itself has aborted.
  static final String ABORTED = "naosu.dev/aborted";

  private static final int WHOLE = 100;
  private static final List<String> JUDGES = List.of("analysis", "experiment", "plugin");

  String name() {
    return resource.getMetadata().getName();
  }

  /// Why naosu must not drive it; empty when it may.
  Optional<String> refusal() {
    String own = "the Rollout " + name();
    if (map("spec", "strategy", "canary").isEmpty()) {
      return Optional.of(own + " has not the strategy canary, which is the only one naosu drives");
    }
    if (at("spec", "workloadRef").isPresent() || map("spec", "template").isEmpty()) {
      return Optional.of(
          own + " takes its pods from elsewhere (workloadRef); write spec.template into it");
    }
    Optional<String> judge =
        at("spec", "strategy", "canary", "analysis").isPresent()
            ? Optional.of("analysis")
            : JUDGES.stream()
                .filter(each -> steps().stream().anyMatch(step -> step.containsKey(each)))
                .findFirst();
    return judge.map(
        each ->
            own
                + " has a judge of its own ("
                + each
                + "), which could abort or go on against naosu's judgement; take it out, or"
                + " leave this service's rollouts to Argo");
  }

  private Optional<Object> at(Object... path) {
    return Optional.ofNullable(resource.get(path));
  }

  private Optional<Map<?, ?>> map(Object... path) {
    return at(path)
        .flatMap(each -> each instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty());
  }

  private String text(Object... path) {
    return at(path).map(Object::toString).orElse("");
  }

  private boolean flag(Object... path) {
    return Boolean.TRUE.equals(at(path).orElse(false));
  }

  private OptionalInt number(Object... path) {
    return at(path).orElse("") instanceof Number number
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }

  Optional<String> annotation(String key) {
    Map<String, String> all = resource.getMetadata().getAnnotations();
    return all == null ? Optional.empty() : Optional.ofNullable(all.get(key));
  }

  int replicas() {
    return number("spec", "replicas").orElse(1);
  }

  Map<String, String> selector() {
    Map<String, String> labels = new LinkedHashMap<>();
    map("spec", "selector", "matchLabels")
        .orElse(Map.of())
        .forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    return labels;
  }

  /// Whether something shares requests out, and not numbers of pods.
  boolean isRouted() {
    return map("spec", "strategy", "canary", "trafficRouting").isPresent();
  }

  private int mostWeight() {
    return number("spec", "strategy", "canary", "trafficRouting", "maxTrafficWeight").orElse(WHOLE);
  }

  /// @param share in (0, 1)
  /// @return at least the smallest, so that a version that shall get something gets something
  int weightOf(double share) {
    return Math.clamp(Math.round(share * mostWeight()), 1, mostWeight() - 1);
  }

  /// The part of the requests that the new version gets by the routes, in [0, 1]; 0 when what the
  /// status tells is of another version.
  double routedShare() {
    boolean isCurrent =
        text("status", "canary", "weights", "canary", "podTemplateHash").equals(currentHash());
    return isCurrent ? (double) routedWeight() / mostWeight() : 0;
  }

  int routedWeight() {
    return number("status", "canary", "weights", "canary", "weight").orElse(0);
  }

  List<Map<String, Object>> steps() {
    List<Map<String, Object>> steps = new ArrayList<>();
    if (at("spec", "strategy", "canary", "steps").orElse("") instanceof List<?> all) {
      for (Object each : all) {
        Map<String, Object> step = new LinkedHashMap<>();
        if (each instanceof Map<?, ?> map) {
          map.forEach((key, value) -> step.put(String.valueOf(key), value));
        }
        steps.add(step);
      }
    }
    return steps;
  }

  /// The last weight in the steps.
  int plannedWeight() {
    return steps().reversed().stream()
        .map(step -> step.get("setWeight"))
        .flatMap(
            each -> each instanceof Number weight ? Stream.of(weight.intValue()) : Stream.empty())
        .findFirst()
        .orElse(0);
  }

  /// One pod that gets nothing, where the routes allow that; otherwise none yet.
  List<Map<String, Object>> waiting() {
    List<Map<String, Object>> steps = new ArrayList<>();
    if (isRouted()) {
      steps.add(Map.of("setCanaryScale", Map.of("replicas", 1)));
    }
    steps.add(Map.of("setWeight", 0));
    steps.add(Map.of("pause", Map.of()));
    return steps;
  }

  List<Map<String, Object>> weighing(int weight) {
    List<Map<String, Object>> steps = new ArrayList<>();
    int before = plannedWeight();
    if (before > 0) {
      steps.add(Map.of("setWeight", before));
    }
    steps.add(Map.of("setWeight", weight));
    steps.add(Map.of("pause", Map.of()));
    return steps;
  }

  String stableHash() {
    return text("status", "stableRS");
  }

  String currentHash() {
    return text("status", "currentPodHash");
  }

  /// Whether another template than the stable one is being rolled out, also when that was aborted.
  boolean isUnderWay() {
    return !stableHash().equals(currentHash());
  }

  boolean isAborted() {
    return flag("status", "abort");
  }

  /// By a person; Argo's own pauses stand elsewhere.
  boolean isPaused() {
    return flag("spec", "paused");
  }

  boolean isDegraded() {
    return text("status", "phase").equals("Degraded");
  }

  String message() {
    return text("status", "message");
  }

  /// Whether the status is of what stands in the specification.
  boolean isSeen() {
    Long generation = resource.getMetadata().getGeneration();
    return generation == null || text("status", "observedGeneration").equals("" + generation);
  }

  /// Whether the controller has done all steps and stands at the last one, the pause.
  boolean isAtPause() {
    return number("status", "currentStepIndex").orElse(-1) == steps().size() - 1;
  }

  /// Whose steps and template these are.
  boolean isOf(String version) {
    return annotation(CANDIDATE).filter(version::equals).isPresent();
  }

  /// Writes a value, and the objects around it where they are not there yet.
  static void write(GenericKubernetesResource resource, Object value, String... path) {
    Map<String, Object> place = resource.getAdditionalProperties();
    for (int i = 0; i < path.length - 1; i++) {
      Map<String, Object> next = new LinkedHashMap<>();
      if (place.get(path[i]) instanceof Map<?, ?> there) {
        there.forEach((key, each) -> next.put(String.valueOf(key), each));
      }
      place.put(path[i], next);
      place = next;
    }
    place.put(path[path.length - 1], value);
  }
}
