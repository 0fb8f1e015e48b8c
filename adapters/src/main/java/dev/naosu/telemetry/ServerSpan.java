package dev.naosu.telemetry;

import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a span of kind SERVER says about a request over HTTP, by the conventions of today and those
/// before 1.20.
///
/// @param method empty when the span is not of HTTP
/// @param path still encoded; empty when it was not told, or is none
/// @param status 0 when there was no answer
/// @param route such as `/orders/{id}`; the path when there is none
/// @param hasRoute whether there is one
record ServerSpan(
    String method,
    String path,
    String query,
    int status,
    String route,
    boolean hasRoute,
    Map<String, List<String>> headers,
    boolean sentBody) {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  static ServerSpan of(Attributes attributes) {
    String target =
        attributes
            .text("http.target")
            .or(() -> attributes.text("http.url").map(ServerSpan::target))
            .orElse("");
    int mark = target.indexOf('?');
    String path = attributes.text("url.path").orElse(mark < 0 ? target : target.substring(0, mark));
    String query = attributes.text("url.query").orElse(mark < 0 ? "" : target.substring(mark + 1));
    boolean usable =
        path.startsWith("/")
            && !path.contains("?")
            && Cleaning.isTarget(path)
            && Cleaning.isTarget(query);
    String method =
        attributes
            .text("http.request.method_original", "http.request.method", "http.method")
            .filter(each -> METHOD.matcher(each).matches())
            .orElse("");
    Map<String, List<String>> headers = attributes.lists("http.request.header.");
    attributes
        .text("user_agent.original")
        .ifPresent(agent -> headers.putIfAbsent("user-agent", List.of(agent)));
    Optional<String> route = attributes.text("http.route");
    long status = attributes.number("http.response.status_code", "http.status_code");
    return new ServerSpan(
        method,
        usable ? path : "",
        usable ? query : "",
        status >= 100 && status <= 599 ? (int) status : 0,
        route.orElse(path),
        route.isPresent(),
        headers,
        WITH_BODY.contains(method)
            || attributes.number("http.request.body.size", "http.request_content_length") > 0);
  }

  /// The service answered, and not that it had failed.
  boolean isAnsweredWell() {
    return status > 0 && status < 500;
  }

  boolean isGoodGet() {
    return method.equals("GET") && status >= 200 && status < 300 && !path.isEmpty() && !sentBody;
  }

  /// Empty when the span does not say enough to ask again. Spans hold no bodies, so a request that
  /// had one cannot be, and of the answer only the status is known.
  ///
  /// @param id of the span
  /// @param trace what was thrown, clean already
  Optional<RecordedRequest> request(
      String id, Role role, Optional<String> trace, Cleaning cleaning) {
    if (method.isEmpty() || path.isEmpty() || sentBody) {
      return Optional.empty();
    }
    boolean isEmpty = method.equals("HEAD") || status == 204 || status == 304;
    return Optional.of(
        new RecordedRequest(
            id,
            role,
            method,
            cleaning.path(path),
            cleaning.query(query),
            cleaning.headers(headers),
            Body.EMPTY,
            new Answer(
                status,
                Map.of(),
                isEmpty ? Optional.of(Body.EMPTY) : Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            trace.flatMap(Thrown::failure)));
  }

  /// What was asked for, without values; empty when only the span's name says it.
  Optional<String> operation() {
    return hasRoute && !method.isEmpty() ? Optional.of(method + " " + route) : Optional.empty();
  }

  String headline() {
    return (method.isEmpty() ? "a request" : method + " " + route)
        + (status == 0 ? " failed" : " was answered with " + status);
  }

  /// Path and query of a URL.
  private static String target(String url) {
    int host = url.indexOf("://");
    int slash = url.indexOf('/', host < 0 ? 0 : host + 3);
    int end = url.indexOf('#');
    return slash < 0 || end >= 0 && end < slash
        ? "/"
        : url.substring(slash, end < 0 ? url.length() : end);
  }
}
