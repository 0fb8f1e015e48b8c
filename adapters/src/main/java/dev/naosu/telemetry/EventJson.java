package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// naosu's own event, one or a list of them, as told in `docs/events.md`. All of a body is taken,
/// or nothing.
public final class EventJson {
  public static final int MOST_BYTES = 8 * 1024 * 1024;
  public static final int MOST_EVENTS = 1_000;
  private static final int DEEPEST = 20;
  private static final long MOST_TOKENS = 1_000_000;
  private static final int MOST_MISTAKES = 50;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          // small tokens become large trees
                          .maxTokenCount(MOST_TOKENS)
                          .maxNumberLength(100)
                          .maxNameLength(1_000)
                          .maxStringLength(MOST_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Cleaning cleaning;

  public EventJson(Redaction redaction) {
    this.cleaning = new Cleaning(redaction);
  }

  /// @throws IOException when the body cannot be read to its end
  public Decoded decode(Received received) throws IOException {
    try {
      List<Signal> signals = signals(received);
      return new Decoded.Understood(signals, 0, Reply.accepted(signals));
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), Reply.refused(e.status(), e.mistakes()));
    }
  }

  private List<Signal> signals(Received received) throws Unreadable, IOException {
    if (!received.mediaType().equals("application/json")) {
      throw new Unreadable(
          415,
          "the content type is " + Mistake.quoted(received.contentType()),
          "send JSON, with Content-Type: application/json");
    }
    JsonNode body = parsed(received.bytes(MOST_BYTES));
    List<JsonNode> events = new ArrayList<>();
    if (body.isArray()) {
      body.forEach(events::add);
    } else {
      events.add(body);
    }
    if (events.size() > MOST_EVENTS) {
      throw new Unreadable(
          413,
          "the list holds " + events.size() + " events, and at most " + MOST_EVENTS + " are taken",
          "send them in several requests");
    }
    List<Mistake> mistakes = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < events.size() && mistakes.size() < MOST_MISTAKES; i++) {
      String path = body.isArray() ? "$[" + i + "]" : "$";
      Optional<Signal> signal =
          new EventReader(new Fields(events.get(i), path, mistakes), received.at(), cleaning)
              .signal(mistakes);
      signal.ifPresent(signals::add);
    }
    if (!mistakes.isEmpty()) {
      throw new Unreadable(400, mistakes);
    }
    return signals;
  }

  private static JsonNode parsed(byte[] body) throws Unreadable {
    try {
      JsonNode node = JSON.readTree(body);
      if (node.isMissingNode()) {
        throw new Unreadable(400, "the body is empty", "send an event, or a list of events");
      }
      return node;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      // the parser's message repeats what was sent, so it is quoted and short
      throw new Unreadable(
          400,
          "the body is no JSON that is taken here"
              + where
              + ": "
              + Mistake.quoted(e.getOriginalMessage()),
          "send an object, or a list of objects, as docs/events.md shows");
    } catch (IOException e) {
      // from memory, so it is about what was read: four bytes a letter that are none
      throw new Unreadable(
          400,
          "the body is no text: " + Mistake.quoted(String.valueOf(e.getMessage())),
          "send it in UTF-8");
    }
  }
}
