package shop.recorder;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import shop.http.Answer;
import shop.http.Request;

/** A request with its answer, without secrets and no longer than is useful. */
public record Recorded(Instant at, Request request, Answer answer) {
  static final int BODY_CHARACTERS = 8_192;
  private static final Set<String> SECRET = Set.of("authorization", "cookie", "set-cookie");

  /** Headers of one connection, which mean nothing when the request is sent again. */
  private static final Set<String> CONNECTION =
      Set.of(
          "connection", "content-length", "host", "http2-settings", "transfer-encoding", "upgrade");

  public Recorded {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.keySet().removeIf(name -> CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
    headers.replaceAll(
        (name, value) -> SECRET.contains(name.toLowerCase(Locale.ROOT)) ? "[redacted]" : value);
    request =
        new Request(
            request.id(),
            request.method(),
            request.path(),
            request.query(),
            headers,
            cut(request.body()));
    answer = new Answer(answer.status(), cut(answer.body()), answer.failure());
  }

  boolean isFailed() {
    return answer.failure().isPresent();
  }

  /** Whether nothing was cut off a body. */
  static boolean isWhole(String body) {
    return body.length() < BODY_CHARACTERS;
  }

  /** Where the request went, without what it was about: {@code GET /carts/*}{@code /total}. */
  String route() {
    String[] parts = request.path().split("/");
    for (int i = 2; i < parts.length; i += 2) {
      parts[i] = "*";
    }
    return request.method() + " " + String.join("/", parts);
  }

  /** What failures of the same cause have in common: the exception and where it was thrown. */
  String kind() {
    return answer
        .failure()
        .map(
            thrown ->
                thrown.getStackTrace().length == 0
                    ? thrown.getClass().getName()
                    : thrown.getClass().getName() + " at " + thrown.getStackTrace()[0])
        .orElse("");
  }

  private static String cut(String text) {
    return text.length() <= BODY_CHARACTERS ? text : text.substring(0, BODY_CHARACTERS);
  }
}
