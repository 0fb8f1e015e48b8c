package dev.naosu.machine;

import java.util.Map;
import java.util.Set;

/// Secrets of naosu in its environment. What it starts runs code of others, and gets none of them.
public final class OwnSecrets {
  private static final Set<String> NAMES =
      Set.of("NAOSU_TOKEN", "NAOSU_OIDC_SECRET", "NAOSU_GITHUB_SECRET", "NAOSU_PROMETHEUS_TOKEN");

  /// Names of variables that hold tokens of forges begin so: there may be one for each service.
  public static final String FORGE_TOKEN = "NAOSU_FORGE_TOKEN";

  private OwnSecrets() {}

  /// @param environment of a child; changed
  public static void keepFrom(Map<String, String> environment) {
    environment.keySet().removeAll(NAMES);
    environment.keySet().removeIf(name -> name.startsWith(FORGE_TOKEN));
  }
}
