package dev.naosu.detect.traces;

import dev.naosu.detect.Origin;
import java.time.Duration;
import java.time.Instant;

/// One operation of a service within a distributed trace.
///
/// @param trace id in hexadecimal
/// @param id in hexadecimal
/// @param parent id of the span that waited for it, maybe in another service; empty for a root
/// @param operation such as `GET /carts/{id}`, without values
/// @param took not negative
/// @param failed whether the service marked it as an error, or answered that it failed
public record SeenSpan(
    Origin origin,
    String trace,
    String id,
    String parent,
    String operation,
    Role role,
    Instant began,
    Duration took,
    boolean failed) {

  /// Its place between services.
  public enum Role {
    /// Answers somebody else.
    SERVER,
    /// Asks somebody else, and waits.
    CLIENT,
    /// Neither.
    INTERNAL
  }
}
