package dev.naosu.machine;

import java.util.Map;
import java.util.Set;

/// Secrets of naosu in its environment. What it starts runs code of others, and gets none of them.
public final class OwnSecrets {
  private static final Set<String> NAMES =
      Set.of("NAOSU_TOKEN", "NAOSU_OIDC_SECRET", "NAOSU_GITHUB_SECRET", "NAOSU_PROMETHEUS_TOKEN");

  private OwnSecrets() {}

  /// @param environment of a child; changed
  public static void keepFrom(Map<String, String> environment) {
    environment.keySet().removeAll(NAMES);
  }
}
