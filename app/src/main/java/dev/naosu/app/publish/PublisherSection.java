package dev.naosu.app.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Who may push: the section `publisher` of a server's file.
///
/// @param socket of a publisher that somebody else runs; empty for one that the server starts
public record PublisherSection(Optional<Path> socket) {
  private static final List<String> KEYS = List.of("socket");

  /// One that the server starts.
  public static PublisherSection usual() {
    return new PublisherSection(Optional.empty());
  }

  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  public static PublisherSection read(
      JsonNode section, Function<String, Path> path, BiConsumer<String, String> problems) {
    if (section.isMissingNode()) {
      return usual();
    }
    if (!section.isObject()) {
      problems.accept(
          "publisher", "is a list of keys and values, such as {socket: /run/naosu/door}");
      return usual();
    }
    section
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!KEYS.contains(name)) {
                problems.accept("publisher." + name, "is not known; the key here is socket");
              }
            });
    JsonNode socket = section.path("socket");
    if (!socket.isTextual() || socket.asText().isBlank()) {
      problems.accept(
          "publisher.socket", "is needed: where a publisher that runs on its own answers");
      return usual();
    }
    return new PublisherSection(Optional.of(path.apply(socket.asText().strip())));
  }

  /// Who holds the tokens of forges.
  public ForgeSection.Tokens tokens() {
    return socket.isPresent() ? ForgeSection.Tokens.ELSEWHERE : ForgeSection.Tokens.NAMED;
  }
}
