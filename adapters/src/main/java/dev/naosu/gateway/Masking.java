package dev.naosu.gateway;

import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.gateway.Captures.Passed;
import dev.naosu.redaction.Redaction;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// Makes of what passed what may be kept: credentials are dropped, secrets hidden, and what cannot
/// be looked through is left out.
final class Masking {
  /// Whoever has one of these is somebody.
  private static final Set<String> DROPPED =
      Set.of(
          "authorization",
          "cookie",
          "forwarded",
          "host",
          "content-length",
          "connection",
          "keep-alive",
          "proxy-authorization",
          "set-cookie",
          "te",
          "transfer-encoding",
          "upgrade",
          "x-api-key",
          "x-auth-token",
          "x-csrf-token",
          "x-forwarded-access-token",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-real-ip");

  private static final Set<String> OF_ANSWERS = Set.of("content-type", "location");
  private static final int MOST_HEADER = 8_192;
  private static final int MOST_HEADERS = 100;

  private final Redaction redaction;
  private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
  private final AtomicLong number = new AtomicLong();

  Masking(boolean emailAddresses) {
    this.redaction = new Redaction(emailAddresses);
  }

  Captured captured(Passed passed) {
    String target = passed.target();
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    Optional<Body> body = body(passed.taking().request(), passed.headers());
    boolean hasAnswer = passed.status() != 0;
    Optional<Body> answer =
        hasAnswer ? body(passed.taking().answer(), passed.answerHeaders()) : Optional.empty();
    RecordedRequest request =
        new RecordedRequest(
            "gateway-" + run + "-" + number.incrementAndGet(),
            passed.error() ? Role.FAILING : Role.GOOD,
            passed.method(),
            CardNumbers.hidden(redaction.path(path.startsWith("/") ? path : "/")),
            question < 0 ? "" : CardNumbers.hidden(redaction.form(target.substring(question + 1))),
            headers(passed.headers()),
            body.orElse(Body.EMPTY),
            new Answer(passed.status(), answerHeaders(passed), answer, Optional.empty()),
            Optional.empty(),
            Optional.empty());
    return new Captured(
        request, passed.version(), passed.at(), body.isEmpty(), hasAnswer && answer.isEmpty());
  }

  private Map<String, String> headers(List<Map.Entry<String, String>> headers) {
    Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> each : headers) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      if (!DROPPED.contains(name)
          && !name.startsWith(":")
          && kept.size() < MOST_HEADERS
          && each.getValue().length() <= MOST_HEADER) {
        kept.putIfAbsent(
            each.getKey(), CardNumbers.hidden(redaction.header(name, each.getValue())));
      }
    }
    return kept;
  }

  private Map<String, String> answerHeaders(Passed passed) {
    Map<String, String> kept = headers(passed.answerHeaders());
    kept.keySet().removeIf(name -> !OF_ANSWERS.contains(name.toLowerCase(Locale.ROOT)));
    return kept;
  }

  /// Empty when there is one that cannot be kept.
  private Optional<Body> body(Taking.Part part, List<Map.Entry<String, String>> headers) {
    if (part.isTooLarge()) {
      return Optional.empty();
    }
    if (part.length() == 0) {
      return Optional.of(Body.EMPTY);
    }
    String type = value(headers, "content-type");
    if (!value(headers, "content-encoding").isEmpty()
        || type.startsWith("multipart/")
        || type.startsWith("text/event-stream")) {
      return Optional.empty();
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(part.bytes())).toString();
      boolean isText =
          text.chars()
              .noneMatch(each -> each < ' ' && each != '\n' && each != '\r' && each != '\t');
      return isText
          ? Optional.of(Body.of(CardNumbers.hidden(redaction.body(type, text))))
          : Optional.empty();
    } catch (CharacterCodingException _) {
      // no text, so nobody can say what is in it
      return Optional.empty();
    }
  }

  private static String value(List<Map.Entry<String, String>> headers, String name) {
    return headers.stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(each -> each.getValue().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }
}
