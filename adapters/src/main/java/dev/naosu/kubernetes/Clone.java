package dev.naosu.kubernetes;

import dev.naosu.fleet.Version;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a version is made of in a cluster: copies of the service's own Deployment and Service, with
/// another image and other labels. Its pods are told from those of the original by labels of naosu
/// alone; the labels that the original's Service selects by are given to them only while they shall
/// get requests through it.
record Clone(KubernetesSettings settings, Version version) {
  static final String SERVICE_LABEL = "naosu.dev/service";
  static final String VERSION_LABEL = "naosu.dev/version";

  /// Annotation of a Deployment that was scaled to nothing: how many pods it had.
  static final String REPLICAS = "naosu.dev/replicas";

  private static final int SHORT = 12;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 63;

  /// @throws IOException when a cluster cannot call it so
  static Clone of(KubernetesSettings settings, Version version) throws IOException {
    checkLabel(version);
    return new Clone(settings, version);
  }

  /// @throws IOException when its name cannot be a label
  static void checkLabel(Version version) throws IOException {
    if (version.name().length() > LONGEST_LABEL
        || !version.name().matches("[A-Za-z0-9]([\\w.-]*[A-Za-z0-9])?")) {
      throw new IOException(
          version
              + " cannot be a label in Kubernetes; use a name of at most 63 letters and digits");
    }
  }

  /// The version that an image is tagged with.
  static Version tagOf(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1).replaceFirst("@.*", "");
    return new Version(name.contains(":") ? name.substring(name.indexOf(':') + 1) : "latest");
  }

  /// Name of its Deployment and its Service.
  String name() {
    String brief = version.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    brief = brief.substring(0, Math.min(SHORT, brief.length())).replaceAll("-+$", "");
    String stem = settings.deployment();
    return stem.substring(0, Math.min(stem.length(), LONGEST_NAME - SHORT - 1)) + "-" + brief;
  }

  private Map<String, String> own() {
    return Map.of(SERVICE_LABEL, settings.deployment(), VERSION_LABEL, version.name());
  }

  /// @param original its pods' template is taken
  /// @param selected labels that the original's Service selects pods by
  Deployment deployment(Deployment original, Map<String, String> selected, int replicas)
      throws IOException {
    Deployment copy =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(name())
            .withNamespace(original.getMetadata().getNamespace())
            .withLabels(own())
            .endMetadata()
            .withSpec(new DeploymentBuilder(original).buildSpec())
            .build();
    return new DeploymentBuilder(copy)
        .editSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(own())
        .endSelector()
        .editTemplate()
        .editMetadata()
        .withLabels(labels(original, selected))
        .endMetadata()
        .editSpec()
        .withContainers(containers(original))
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private Map<String, String> labels(Deployment original, Map<String, String> selected) {
    Map<String, String> labels = new HashMap<>();
    Map<String, String> before = original.getSpec().getTemplate().getMetadata().getLabels();
    if (before != null) {
      labels.putAll(before);
    }
    labels.keySet().removeAll(selected.keySet());
    labels.putAll(own());
    return labels;
  }

  private List<Container> containers(Deployment original) throws IOException {
    List<Container> all = original.getSpec().getTemplate().getSpec().getContainers();
    Container chosen = container(settings, original);
    return all.stream()
        .map(
            each ->
                each.getName().equals(chosen.getName())
                    ? each.toBuilder().withImage(settings.imageOf(version.name())).build()
                    : each)
        .toList();
  }

  /// The container that runs the service.
  static Container container(KubernetesSettings settings, Deployment original) throws IOException {
    List<Container> all = original.getSpec().getTemplate().getSpec().getContainers();
    Optional<Container> chosen =
        settings.container().isEmpty() && all.size() == 1
            ? Optional.of(all.getFirst())
            : all.stream()
                .filter(
                    each ->
                        each.getName().equals(settings.container().orElse(settings.deployment())))
                .findFirst();
    return chosen.orElseThrow(
        () ->
            new IOException(
                "the Deployment "
                    + settings.deployment()
                    + " has several containers; say which: container: "
                    + all.stream().map(Container::getName).toList()));
  }

  /// @param original selects the pods of all versions, or of the original only
  Service service(Service original) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(original.getMetadata().getNamespace())
        .withLabels(own())
        .endMetadata()
        .withNewSpec()
        .withSelector(own())
        .withPorts(
            original.getSpec().getPorts().stream()
                .map(each -> each.toBuilder().withNodePort(null).build())
                .toList())
        .endSpec()
        .build();
  }
}
