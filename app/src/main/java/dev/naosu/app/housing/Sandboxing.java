package dev.naosu.app.housing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a person says about the cage.
public enum Sandboxing {
  /// In the cage where one can be had. Without one, what templates wrote runs with the person's
  /// rights, and no model is asked.
  AUTO,
  /// In the cage or not at all.
  CAGE,
  /// With the person's rights, whoever wrote it.
  NONE;

  /// The key in files.
  public static final String KEY = "sandbox";

  /// What is wrong with a word that is none of them.
  public static final String PROBLEM = "is none of auto, cage and none";

  /// By its word; empty for other words.
  public static Optional<Sandboxing> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What a person's own file says.
  ///
  /// @param file need not be there
  /// @throws IOException with a text for people, when it cannot be understood
  public static Optional<Sandboxing> in(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode said;
    try {
      said = new YAMLMapper().readTree(Files.readString(file)).path(KEY);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not YAML: " + e.getOriginalMessage(), e);
    }
    if (said.isMissingNode()) {
      return Optional.empty();
    }
    Optional<Sandboxing> named = named(said.asText(""));
    if (named.isEmpty()) {
      throw new IOException(file + ": " + KEY + " " + PROBLEM);
    }
    return named;
  }
}
