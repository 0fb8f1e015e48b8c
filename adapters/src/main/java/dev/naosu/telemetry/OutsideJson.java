package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// JSON in a form that others have defined: what naosu does not know of it is passed over, and what
/// it asks for may be absent, or be something else than expected.
final class OutsideJson {
  private static final int DEEPEST = 100;
  private static final int MOST_STRING = 8 * 1024 * 1024;

  /// For what is read as a tree: small tokens become large ones.
  static final JsonMapper MAPPER = mapper(1_000_000);

  /// For what is read piece by piece.
  static final JsonMapper PIECES = mapper(4_000_000);

  private static final double MOST_SECONDS = 1e11;

  private OutsideJson() {}

  private static JsonMapper mapper(long mostTokens) {
    return new JsonMapper(
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxTokenCount(mostTokens)
                    .maxNumberLength(100)
                    .maxNameLength(2_000)
                    .maxStringLength(MOST_STRING)
                    .build())
            .build());
  }

  /// @param expected what should have been sent, for the remedy
  static JsonNode object(byte[] body, String expected) throws Unreadable, IOException {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isObject()) {
        throw new Unreadable(400, "the body is no JSON object", "send " + expected);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw unreadable(e, expected);
    }
  }

  static Unreadable unreadable(JsonProcessingException e, String expected) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    // the parser's message repeats what was sent, so it is quoted and short
    return new Unreadable(
        400,
        "the body is no JSON that is taken here"
            + where
            + ": "
            + Mistake.quoted(e.getOriginalMessage()),
        "send " + expected);
  }

  /// Of a string or a number; empty when it is absent, null, blank or something else.
  static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() || value.isNumber() ? value.asText().strip() : "";
  }

  /// An instant as of ISO 8601, or as seconds since 1970.
  static Optional<Instant> instant(JsonNode value) {
    try {
      if (value.isNumber() && Math.abs(value.asDouble()) < MOST_SECONDS) {
        double seconds = value.asDouble();
        long whole = (long) Math.floor(seconds);
        return Optional.of(Instant.ofEpochSecond(whole, (long) ((seconds - whole) * 1e9)));
      }
      return value.isTextual()
          ? Optional.of(OffsetDateTime.parse(value.textValue().strip()).toInstant())
          : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
