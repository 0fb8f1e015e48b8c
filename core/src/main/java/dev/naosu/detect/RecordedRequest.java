package dev.naosu.detect;

import java.util.Map;
import java.util.Optional;

/// A request to a service in production, with the answer that was observed.
///
/// @param id told apart by it within one recording
/// @param method such as `GET`
/// @param path as it was sent, with its percent signs; begins with `/`
/// @param query as it was sent, without `?`; empty when there was none
/// @param headers by name; what holds secrets was left out when it was recorded
/// @param body empty when there was none
/// @param answer what came back
/// @param expected what should have come back, where somebody said so
/// @param failure what was thrown, where that is known
public record RecordedRequest(
    String id,
    Role role,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    Body body,
    Answer answer,
    Optional<Answer> expected,
    Optional<Failure> failure) {
  /// The first status of an answer that says the service is at fault.
  private static final int SERVER_ERROR = 500;

  public RecordedRequest {
    headers = Map.copyOf(headers);
  }

  /// What the request is to show.
  public enum Role {
    /// It shows the bug.
    FAILING,
    /// It was answered as it should be.
    GOOD
  }

  /// What a service answered.
  ///
  /// @param status of HTTP; 0 when no answer came
  /// @param headers those that matter, by name
  /// @param body absent when it is not known, or only by its hash
  /// @param bodyHash SHA-256 of the body in lower-case hexadecimal digits
  public record Answer(
      int status, Map<String, String> headers, Optional<Body> body, Optional<String> bodyHash) {
    public Answer {
      headers = Map.copyOf(headers);
    }

    /// Whether the service itself says that it failed, or said nothing.
    public boolean isServerError() {
      return status == 0 || status >= SERVER_ERROR;
    }
  }

  /// The request line, for people.
  public String line() {
    return method + " " + target();
  }

  /// Path and query.
  public String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /// Whether the method promises to change nothing (RFC 9110, 9.2.1).
  public boolean isSafe() {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }
}
