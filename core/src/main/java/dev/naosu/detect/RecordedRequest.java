package dev.naosu.detect;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A request to a service and its answer, as a recorder took them down: bounded, and without what
/// must not be kept (credentials, cookies).
///
/// @param id given by the recorder
/// @param method such as `GET`
/// @param path begins with `/`, without the query, as it was sent (still encoded)
/// @param query without `?`; empty when there was none
/// @param headers by name in lower case
/// @param body empty when there was none
public record RecordedRequest(
    String id,
    String method,
    String path,
    String query,
    SortedMap<String, List<String>> headers,
    Body body,
    Answer answer) {
  public RecordedRequest {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with /, not " + path);
    }
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
  }

  /// Path and query.
  public String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /// What was sent along.
  ///
  /// @param text the bytes, in base64 when they are not UTF-8
  /// @param base64 whether they are
  /// @param cut whether there was more of it than is kept
  public record Body(String text, boolean base64, boolean cut) {
    public static final Body NONE = new Body("", false, false);
  }

  /// What came back.
  ///
  /// @param status 0 when there was none, as after a time-out
  public record Answer(int status, Body body) {}
}
