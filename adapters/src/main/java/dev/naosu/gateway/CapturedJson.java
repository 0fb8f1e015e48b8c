package dev.naosu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.fleet.Version;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What was captured, as JSON; a request is written as `docs/requests.md` says.
final class CapturedJson {
  private CapturedJson() {}

  static byte[] bytes(List<Captured> captured) {
    ObjectNode tree = ControlJson.object();
    ArrayNode list = tree.putArray("captured");
    for (Captured each : captured) {
      ObjectNode node = list.addObject();
      node.put("version", each.version().name());
      node.put("at", each.at().toString());
      node.put("requestLeftOut", each.requestLeftOut());
      node.put("answerLeftOut", each.answerLeftOut());
      request(node.putObject("request"), each.request());
    }
    return ControlJson.bytes(tree);
  }

  private static void request(ObjectNode node, RecordedRequest request) {
    node.put("id", request.id());
    node.put("role", request.role().name().toLowerCase(Locale.ROOT));
    node.put("method", request.method());
    node.put("path", request.path());
    node.put("query", request.query());
    ObjectNode headers = node.putObject("headers");
    request.headers().forEach(headers::put);
    body(node, request.body());
    ObjectNode answer = node.putObject("answer");
    answer.put("status", request.answer().status());
    ObjectNode answerHeaders = answer.putObject("headers");
    request.answer().headers().forEach(answerHeaders::put);
    request.answer().body().ifPresent(body -> body(answer, body));
  }

  private static void body(ObjectNode node, Body body) {
    try {
      node.put(
          "body",
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.bytes())).toString());
    } catch (CharacterCodingException _) {
      node.put("bodyBase64", Base64.getEncoder().encodeToString(body.bytes()));
    }
  }

  /// @throws IllegalArgumentException with what is wrong
  static List<Captured> captured(byte[] json) {
    List<Captured> all = new ArrayList<>();
    try {
      for (JsonNode each : ControlJson.tree(json).path("captured")) {
        all.add(
            new Captured(
                request(each.path("request")),
                new Version(each.path("version").asText()),
                Instant.parse(each.path("at").asText()),
                each.path("requestLeftOut").asBoolean(),
                each.path("answerLeftOut").asBoolean()));
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no instant: " + e.getMessage(), e);
    }
    return all;
  }

  private static RecordedRequest request(JsonNode node) {
    JsonNode answer = node.path("answer");
    return new RecordedRequest(
        node.path("id").asText(),
        Role.valueOf(node.path("role").asText().toUpperCase(Locale.ROOT)),
        node.path("method").asText(),
        node.path("path").asText(),
        node.path("query").asText(),
        headers(node),
        body(node).orElse(Body.EMPTY),
        new Answer(answer.path("status").asInt(), headers(answer), body(answer), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, String> headers(JsonNode node) {
    Map<String, String> headers = new HashMap<>();
    node.path("headers")
        .properties()
        .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
    return headers;
  }

  private static Optional<Body> body(JsonNode node) {
    if (node.has("body")) {
      return Optional.of(Body.of(node.path("body").asText()));
    }
    return node.has("bodyBase64")
        ? Optional.of(Body.of(Base64.getDecoder().decode(node.path("bodyBase64").asText())))
        : Optional.empty();
  }
}
