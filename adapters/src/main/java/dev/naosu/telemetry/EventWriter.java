package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.StackTraceText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Writes events as `docs/events.md` tells them, for another naosu to read. It takes the secrets
/// out when it reads them.
public final class EventWriter {
  private final String service;

  /// @param service whose trouble is told
  public EventWriter(String service) {
    this.service = service;
  }

  /// Tests that fail.
  ///
  /// @param id of this observation
  /// @param tests at least one, as `Class#method`
  public ObjectNode tests(String id, List<String> tests, Optional<String> trace) {
    ObjectNode event = event(id, "test-failure");
    event.put(
        "message",
        tests.size() == 1
            ? "1 test fails: " + tests.getFirst()
            : tests.size() + " tests fail, first " + tests.getFirst());
    tests.forEach(event.putArray("failingTests")::add);
    trace.filter(text -> !text.isBlank()).ifPresent(text -> event.put("trace", text));
    return event;
  }

  /// A recorded request, failing or good.
  ///
  /// @param id of this observation
  public ObjectNode request(String id, RecordedRequest request) {
    boolean failing = request.role() == Role.FAILING;
    // a wrong answer below 500 is told as a failure only by the kind
    ObjectNode event = event(id, failing ? "exception" : "request");
    if (failing) {
      event.put("message", EventReader.line(request));
      request.failure().ifPresent(thrown -> event.put("trace", StackTraceText.of(thrown)));
    }
    ObjectNode node = event.putObject("request");
    node.put("id", request.id());
    node.put("method", request.method());
    node.put("path", request.path());
    node.put("query", request.query());
    ObjectNode headers = node.putObject("headers");
    request.headers().forEach(headers::put);
    if (!request.body().isEmpty()) {
      body(node, request.body());
    }
    answer(node.putObject("answer"), request.answer());
    request.expected().ifPresent(expected -> answer(node.putObject("expected"), expected));
    return event;
  }

  /// Whether a good request is one for the reader too: what was answered with 500 or more, or not
  /// at all, is trouble to it.
  public static boolean isTold(RecordedRequest request) {
    return request.role() == Role.FAILING || !request.answer().isServerError();
  }

  private ObjectNode event(String id, String kind) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("service", service)
        .put("kind", kind)
        .put("id", id);
  }

  private static void answer(ObjectNode node, Answer answer) {
    node.put("status", answer.status());
    answer.body().ifPresent(body -> body(node, body));
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
}
