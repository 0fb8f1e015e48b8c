package dev.naosu.app.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a token of a forge is. Whoever knows the place has not read the token.
public sealed interface TokenPlace {
  /// A file that holds it and nothing else.
  record InFile(Path file) implements TokenPlace {
    private static final int MOST_BYTES = 4096;

    @Override
    public Optional<String> problem(Map<String, String> environment) {
      try {
        long bytes = Files.size(file);
        if (!Files.isReadable(file)) {
          return Optional.of(file + " cannot be read: AccessDeniedException");
        }
        return bytes == 0 || bytes > MOST_BYTES
            ? Optional.of(file + " holds no token; write it there, in one line")
            : Optional.empty();
      } catch (IOException e) {
        return Optional.of(file + " cannot be read: " + e.getClass().getSimpleName());
      }
    }

    @Override
    public String token(Map<String, String> environment) throws IOException {
      Optional<String> problem = problem(environment);
      if (problem.isPresent()) {
        throw new IOException("tokenFile: " + problem.get());
      }
      String token = Files.readString(file).strip();
      if (!isToken(token)) {
        throw new IOException(
            "tokenFile: " + file + " holds no token; write it there, in one line");
      }
      return token;
    }
  }

  /// A variable of the environment.
  record InVariable(String name) implements TokenPlace {
    @Override
    public Optional<String> problem(Map<String, String> environment) {
      return environment.getOrDefault(name, "").isBlank()
          ? Optional.of("names " + name + ", which holds no token")
          : Optional.empty();
    }

    @Override
    public String token(Map<String, String> environment) throws IOException {
      String token = environment.getOrDefault(name, "").strip();
      if (!isToken(token)) {
        throw new IOException("tokenVariable: names " + name + ", which holds no token");
      }
      return token;
    }
  }

  /// Why there can be no token, as far as that can be told without reading it; empty when there may
  /// be one.
  Optional<String> problem(Map<String, String> environment);

  /// Reads it.
  ///
  /// @throws IOException with a text for people, which holds nothing of it
  String token(Map<String, String> environment) throws IOException;

  private static boolean isToken(String text) {
    return text.matches("[\\x21-\\x7e]+");
  }
}
