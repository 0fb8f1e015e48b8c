package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A secret in a section of the server's file: written there as `secret`, in a file of its own that
/// `secretFile` names, or in the environment.
///
/// @param section that holds it
/// @param path a path as it is written, made absolute
/// @param problems takes a key within the section, such as `.secret`, and what is wrong with it
record SecretText(
    JsonNode section, Function<String, Path> path, BiConsumer<String, String> problems) {
  private static final int MOST_BYTES = 4096;

  /// Empty when something was told to be wrong.
  ///
  /// @param what the words `the secret that …`
  /// @param variable of the environment; empty for none
  Optional<String> read(String what, String variable, Map<String, String> environment) {
    Optional<String> written = text("secret");
    if (written.isPresent() && text("secretFile").isPresent()) {
      problems.accept(".secret", "is said twice; keep secretFile and leave secret out");
      return Optional.empty();
    }
    return written.or(() -> read("secretFile", what, variable, environment));
  }

  /// The same where the section must not hold it itself.
  ///
  /// @param key that names the file
  Optional<String> read(String key, String what, String variable, Map<String, String> environment) {
    Optional<String> file = text(key);
    Optional<String> found =
        file.flatMap(each -> in(key, each))
            .or(
                () ->
                    Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank()));
    if (found.isEmpty() && file.isEmpty()) {
      problems.accept(
          "",
          "needs "
              + what
              + ": write it into a file and name that as "
              + key
              + (variable.isEmpty() ? "" : ", or set " + variable));
    }
    return found;
  }

  private Optional<String> in(String key, String file) {
    Path place = path.apply(file);
    try {
      if (Files.size(place) > MOST_BYTES) {
        problems.accept("." + key, place + " is too large; it holds the secret and nothing else");
        return Optional.empty();
      }
      String secret = Files.readString(place).strip();
      if (secret.isEmpty() || secret.lines().count() != 1) {
        problems.accept("." + key, place + " holds no secret; write it there, in one line");
        return Optional.empty();
      }
      return Optional.of(secret);
    } catch (IOException e) {
      problems.accept("." + key, place + " cannot be read: " + e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private Optional<String> text(String key) {
    JsonNode value = section.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode() || value.asText().isBlank()) {
      problems.accept("." + key, "should be a text");
      return Optional.empty();
    }
    return Optional.of(value.asText().strip());
  }
}
