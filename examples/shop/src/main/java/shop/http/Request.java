package shop.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.json.Json;

/**
 * A request as it came in.
 *
 * @param path as sent, still percent-encoded
 * @param query as sent, without the question mark; empty when there is none
 * @param headers first values by name, in any case
 */
public record Request(
    String id, String method, String path, String query, Map<String, String> headers, String body) {
  public Request {
    Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
  }

  /** A parameter of the query, decoded. */
  public Optional<String> parameter(String name) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        return Optional.of(decoded(pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The members of the JSON object in the body; none when there is no body. */
  public Map<?, ?> json() {
    if (body.isBlank()) {
      return Map.of();
    }
    try {
      if (Json.parse(body) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (Json.Malformed e) {
      throw new Refusal(400, "the body is not JSON: " + e.getMessage());
    }
    throw new Refusal(400, "the body should be a JSON object");
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "the address is not well encoded");
    }
  }
}
