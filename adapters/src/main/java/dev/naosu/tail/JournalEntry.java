package dev.naosu.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.detect.logs.LogLine.Level;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// One entry of journald, as `journalctl -o json` writes it.
///
/// @param cursor its place, as journald calls it
/// @param process that wrote it; empty when unknown
/// @param message may have several lines
record JournalEntry(String cursor, Instant at, String process, Level level, String message) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MICROS = 1_000_000;

  /// Empty when the line is none.
  static Optional<JournalEntry> read(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(line);
      String cursor = node.path("__CURSOR").asText();
      long micros = node.path("__REALTIME_TIMESTAMP").asLong();
      return cursor.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new JournalEntry(
                  cursor,
                  Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000),
                  text(node.path("_PID")),
                  level(text(node.path("PRIORITY"))),
                  text(node.path("MESSAGE"))));
    } catch (JsonProcessingException _) {
      // what journalctl says about itself, or an entry that was too long
      return Optional.empty();
    }
  }

  /// journald's way with text that is not printable: a list of bytes; of a field that is there
  /// several times: a list of its values.
  private static String text(JsonNode field) {
    if (field.isArray() && !field.isEmpty() && field.get(0).isInt()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.size());
      field.forEach(each -> bytes.write(each.asInt()));
      return bytes.toString(StandardCharsets.UTF_8);
    }
    if (field.isArray()) {
      return field.isEmpty() ? "" : text(field.get(0));
    }
    return field.isNull() ? "" : field.asText();
  }

  private static Level level(String priority) {
    return switch (priority) {
      case "0", "1", "2" -> Level.FATAL;
      case "3" -> Level.ERROR;
      case "4" -> Level.WARN;
      case "7" -> Level.DEBUG;
      default -> Level.INFO;
    };
  }
}
