package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The request that an event of Sentry was told in.
final class SentryRequest {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  /// What an SDK writes in place of what it does not tell.
  private static final String FILTERED = "[Filtered]";

  private SentryRequest() {}

  /// Empty when the event does not hold enough to ask it again: SDKs leave bodies out unless they
  /// are told not to.
  ///
  /// @param trace what was thrown, clean already
  static Optional<RecordedRequest> of(JsonNode event, Optional<String> trace, Cleaning cleaning) {
    JsonNode told = event.path("request");
    String method = method(told);
    String target = target(OutsideJson.text(told, "url"));
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? query(told.path("query_string")) : target.substring(mark + 1);
    SortedMap<String, List<String>> headers = headers(told);
    Optional<byte[]> body = body(told.path("data"), method, headers);
    if (!METHOD.matcher(method).matches()
        || !path.startsWith("/")
        || !Cleaning.isTarget(path)
        || !Cleaning.isTarget(query)
        || body.isEmpty()) {
      return Optional.empty();
    }
    Optional<Body> clean = cleaning.body(body.get(), first(headers, "content-type"));
    return clean.map(
        kept ->
            new RecordedRequest(
                cleaning.name(OutsideJson.text(event, "event_id")),
                Role.FAILING,
                method,
                cleaning.path(path),
                cleaning.query(query),
                cleaning.headers(headers),
                kept,
                new Answer(status(event), Map.of(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                trace.flatMap(Thrown::failure)));
  }

  /// The request line, for people; empty when there was no request.
  static Optional<String> line(JsonNode event) {
    JsonNode told = event.path("request");
    String url = OutsideJson.text(told, "url");
    return url.isEmpty() ? Optional.empty() : Optional.of((method(told) + " " + url).strip());
  }

  private static String method(JsonNode told) {
    return OutsideJson.text(told, "method").toUpperCase(Locale.ROOT);
  }

  /// What is known of the answer; 0 when nothing is.
  private static int status(JsonNode event) {
    int status = event.path("contexts").path("response").path("status_code").asInt(0);
    return status >= 100 && status <= 599 ? status : 0;
  }

  /// Path and query of a URL.
  private static String target(String url) {
    int scheme = url.indexOf("://");
    int slash = url.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    String target = slash < 0 ? scheme < 0 ? "" : "/" : url.substring(slash);
    int fragment = target.indexOf('#');
    return fragment < 0 ? target : target.substring(0, fragment);
  }

  /// As it was sent, or as names and values.
  private static String query(JsonNode told) {
    if (told.isTextual()) {
      return told.textValue().startsWith("?") ? told.textValue().substring(1) : told.textValue();
    }
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : told.properties()) {
      pairs.add(encoded(each.getKey()) + "=" + encoded(each.getValue().asText()));
    }
    for (JsonNode pair : told.isArray() ? told : List.<JsonNode>of()) {
      pairs.add(encoded(pair.path(0).asText()) + "=" + encoded(pair.path(1).asText()));
    }
    return String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static SortedMap<String, List<String>> headers(JsonNode told) {
    SortedMap<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    JsonNode given = told.path("headers");
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      add(headers, each.getKey(), each.getValue().asText());
    }
    for (JsonNode pair : given.isArray() ? given : List.<JsonNode>of()) {
      add(headers, pair.path(0).asText(), pair.path(1).asText());
    }
    return headers;
  }

  private static void add(SortedMap<String, List<String>> headers, String name, String value) {
    if (!name.isBlank() && !value.equals(FILTERED)) {
      headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
  }

  private static String first(SortedMap<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  /// Empty when there was one that is not told.
  private static Optional<byte[]> body(
      JsonNode data, String method, SortedMap<String, List<String>> headers) {
    if (data.isTextual()) {
      return data.textValue().equals(FILTERED)
          ? Optional.empty()
          : Optional.of(data.textValue().getBytes(StandardCharsets.UTF_8));
    }
    boolean isJson = first(headers, "content-type").toLowerCase(Locale.ROOT).contains("json");
    if (data.isContainerNode() && isJson) {
      return Optional.of(data.toString().getBytes(StandardCharsets.UTF_8));
    }
    String length = first(headers, "content-length");
    boolean hadNone = length.equals("0") || length.isEmpty() && !WITH_BODY.contains(method);
    return data.isContainerNode() || !hadNone ? Optional.empty() : Optional.of(new byte[0]);
  }
}
