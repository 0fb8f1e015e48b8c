package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.Signal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// An answer over HTTP.
public final class Reply {
  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final String contentType;
  private final byte[] body;

  Reply(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body.clone();
  }

  /// The ids by which the signals are kept.
  static Reply accepted(List<Signal> signals) {
    ObjectNode told = JSON.createObjectNode().put("accepted", signals.size());
    ArrayNode ids = told.putArray("ids");
    signals.forEach(signal -> ids.add(signal.id()));
    return new Reply(202, "application/json", bytes(told));
  }

  /// Words of the sender's protocol.
  static Reply json(int status, Map<String, String> fields) {
    ObjectNode told = JSON.createObjectNode();
    fields.forEach(told::put);
    return new Reply(status, "application/json", bytes(told));
  }

  /// A problem as of RFC 9457, with all mistakes.
  static Reply refused(int status, List<Mistake> mistakes) {
    ObjectNode told =
        JSON.createObjectNode()
            .put("type", "about:blank")
            .put("title", "nothing was taken")
            .put("status", status);
    ArrayNode list = told.putArray("mistakes");
    for (Mistake each : mistakes) {
      list.addObject()
          .put("path", each.path())
          .put("mistake", each.what())
          .put("remedy", each.remedy());
    }
    return new Reply(status, "application/problem+json", bytes(told));
  }

  public int status() {
    return status;
  }

  public String contentType() {
    return contentType;
  }

  public byte[] body() {
    return body.clone();
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
