package dev.naosu.machine;

import java.util.Map;
import java.util.Set;

/// Secrets of naosu in its environment. What it starts runs code of others, and gets none of them.
public final class OwnSecrets {
  private static final Set<String> NAMES =
      Set.of("NAOSU_TOKEN", "NAOSU_OIDC_SECRET", "NAOSU_GITHUB_SECRET", "NAOSU_PROMETHEUS_TOKEN");

  /// Where the clients of providers of models look for their keys.
  private static final Set<String> MODEL_KEYS =
      Set.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY");

  /// Names of variables that hold tokens of forges begin so: there may be one for each service.
  public static final String FORGE_TOKEN = "NAOSU_FORGE_TOKEN";

  /// Names of variables that hold further keys of models begin so.
  public static final String MODEL_KEY = "NAOSU_MODEL_KEY";

  private OwnSecrets() {}

  /// Whether a variable is one for the key of a model, which no child is given.
  public static boolean isModelKey(String name) {
    return MODEL_KEYS.contains(name) || name.startsWith(MODEL_KEY);
  }

  /// @param environment of a child; changed
  public static void keepFrom(Map<String, String> environment) {
    environment.keySet().removeAll(NAMES);
    environment.keySet().removeIf(name -> name.startsWith(FORGE_TOKEN) || isModelKey(name));
  }
}
