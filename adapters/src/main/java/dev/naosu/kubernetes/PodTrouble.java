package dev.naosu.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Why a pod will not get ready, as far as its cluster has given up on it, or will in vain not.
///
/// @param what in one sentence
/// @param hasLog whether its container ran, and may have said why
record PodTrouble(String what, boolean hasLog) {
  private static final Set<String> NO_IMAGE =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");
  private static final Set<String> NO_START =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");
  private static final int MOST_LETTERS = 300;

  /// Empty when it may still get ready.
  static Optional<PodTrouble> of(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream)
        .map(PodTrouble::of)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<PodTrouble> of(ContainerStatus container) {
    if (container.getState() == null || container.getState().getWaiting() == null) {
      return Optional.empty();
    }
    ContainerStateWaiting waiting = container.getState().getWaiting();
    String reason = String.valueOf(waiting.getReason());
    String message = waiting.getMessage() == null ? "" : ": " + brief(waiting.getMessage());
    if (NO_IMAGE.contains(reason)) {
      return Optional.of(
          new PodTrouble(
              "the image "
                  + container.getImage()
                  + " cannot be pulled ("
                  + reason
                  + ")"
                  + message
                  + "; see that it was built and pushed",
              false));
    }
    if (reason.equals("CrashLoopBackOff")) {
      return Optional.of(
          new PodTrouble(
              "the container " + container.getName() + " ends again and again" + message, true));
    }
    return NO_START.contains(reason)
        ? Optional.of(
            new PodTrouble(
                "the container "
                    + container.getName()
                    + " cannot be started ("
                    + reason
                    + ")"
                    + message,
                false))
        : Optional.empty();
  }

  private static String brief(String text) {
    return text.substring(0, Math.min(text.length(), MOST_LETTERS));
  }
}
