package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// An envelope of Sentry: a line of JSON about the whole, then items, each with a line of JSON and
/// its payload. A payload is as long as its line says, or ends with its line.
///
/// @param items in the order they were sent, those that cannot be read left out
/// @param unreadable how many were left out
record Envelope(JsonNode header, List<Item> items, int unreadable) {
  private static final int MOST_ITEMS = 200;
  private static final String EXPECTED = "an envelope, as an SDK of Sentry does (docs/webhooks.md)";

  Envelope {
    items = List.copyOf(items);
  }

  /// @param payload of a type that naosu reads; anything else is passed over unread
  record Item(String type, JsonNode payload) {}

  /// @param isKnown whether items of a type are read
  static Envelope read(byte[] body, Predicate<String> isKnown) throws Unreadable, IOException {
    int at = end(body, 0);
    JsonNode header = OutsideJson.object(Arrays.copyOf(body, at), EXPECTED);
    List<Item> items = new ArrayList<>();
    int unreadable = 0;
    at = Math.min(at + 1, body.length);
    for (int seen = 0; at < body.length; seen++) {
      int line = end(body, at);
      if (line == at) {
        // an empty line may stand between items, and at the end
        at++;
        continue;
      }
      if (seen == MOST_ITEMS) {
        throw new Unreadable(
            413, "the envelope has more than " + MOST_ITEMS + " items", "send several envelopes");
      }
      JsonNode about = OutsideJson.object(Arrays.copyOfRange(body, at, line), EXPECTED);
      int from = Math.min(line + 1, body.length);
      int to = payloadEnd(body, from, about.path("length"));
      String type = OutsideJson.text(about, "type");
      if (isKnown.test(type)) {
        try {
          items.add(new Item(type, OutsideJson.MAPPER.readTree(body, from, to - from)));
        } catch (JsonProcessingException _) {
          unreadable++;
        }
      }
      at = to < body.length && body[to] == '\n' ? to + 1 : to;
    }
    return new Envelope(header, items, unreadable);
  }

  private static int payloadEnd(byte[] body, int from, JsonNode length) throws Unreadable {
    if (length.isMissingNode() || length.isNull()) {
      return end(body, from);
    }
    if (!length.canConvertToInt()
        || length.intValue() < 0
        || length.intValue() > body.length - from) {
      throw new Unreadable(
          400,
          "an item says that it is longer than what was sent",
          "send the whole envelope, and its lengths in bytes");
    }
    return from + length.intValue();
  }

  private static int end(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return at;
  }
}
