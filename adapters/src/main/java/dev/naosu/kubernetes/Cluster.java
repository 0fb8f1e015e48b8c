package dev.naosu.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/// How a cluster is spoken to: what it does not answer is told in a sentence for people.
final class Cluster {
  /// What the API server answers when an object was changed meanwhile.
  private static final int CONFLICT = 409;

  private static final int MOST_CONFLICTS = 5;

  private Cluster() {}

  /// The cluster that a kubeconfig names, as `kubectl` finds it.
  ///
  /// @param context empty for the current one
  /// @param namespace empty for the one of the context
  /// @throws IOException with a text for people, as when there is no such context
  static KubernetesClient client(Optional<String> context, Optional<String> namespace)
      throws IOException {
    return asked(
        () -> {
          Config found = Config.autoConfigure(context.orElse(null));
          namespace.ifPresent(found::setNamespace);
          return new KubernetesClientBuilder().withConfig(found).build();
        });
  }

  /// The cluster's own controllers change the same objects, too: whoever was too late looks again,
  /// and says once more what should be. What is edited is named, not given: what was read before
  /// would lose again.
  static <T> T asked(Callable<T> question) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return question.call();
      } catch (KubernetesClientException e) {
        if (e.getCode() != CONFLICT || attempt == MOST_CONFLICTS) {
          throw new IOException("the cluster refuses or does not answer: " + why(e), e);
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("nothing else is thrown", e);
      }
    }
  }

  private static String why(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
