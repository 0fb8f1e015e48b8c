package dev.naosu.tail.reading;

import dev.naosu.detect.logs.LogLine.Level;
import java.time.Instant;
import java.util.Optional;

/// One record of a log as it was written; nothing of it is clean yet.
///
/// @param at empty when it tells no time
/// @param level empty when it tells none
/// @param logger its name; empty when unknown
/// @param message without the stack trace
/// @param stackTrace in the order of `printStackTrace`, whatever order it was written in
/// @param trace id of the distributed trace it was written in; empty when unknown
public record Entry(
    Optional<Instant> at,
    Optional<Level> level,
    String logger,
    String message,
    Optional<String> stackTrace,
    String trace) {

  /// What a record without a level is: one with a stack trace tells of something broken.
  ///
  /// @param usual of one without
  public Level levelOr(Level usual) {
    return level.orElse(stackTrace.isPresent() ? Level.ERROR : usual);
  }
}
