package dev.naosu.detect.logs;

import dev.naosu.detect.Origin;
import java.time.Instant;
import java.util.Optional;

/// One record of a service's log. All texts come from outside: they are data, never obeyed.
///
/// @param at when it was written, by the service's clock
/// @param source the statement that wrote it; empty when the logger does not tell
/// @param message without the stack trace
/// @param stackTrace as `printStackTrace` prints it
/// @param trace id of the distributed trace it was written in; empty when unknown
public record LogLine(
    Origin origin,
    Instant at,
    Level level,
    Optional<LogSource> source,
    String message,
    Optional<String> stackTrace,
    String trace) {

  /// How bad the service says it is.
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL;

    /// Whether the service itself says that something is broken.
    public boolean isSevere() {
      return compareTo(ERROR) >= 0;
    }
  }
}
