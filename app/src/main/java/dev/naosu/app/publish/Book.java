package dev.naosu.app.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// What a publisher was asked to change, and what it answered: a line of JSON each, appended. It is
/// the publisher's own, so that whoever asks cannot write it.
final class Book {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final InstantSource clock;

  Book(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// @throws IOException when it cannot be written: then nothing is let out
  synchronized void note(String service, String what, Map<String, String> facts)
      throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("at", clock.instant().toString()).put("service", service).put("what", what);
    new TreeMap<>(facts).forEach(line::put);
    Files.writeString(
        file,
        JSON.writeValueAsString(line) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
