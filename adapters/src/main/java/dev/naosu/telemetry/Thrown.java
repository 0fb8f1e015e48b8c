package dev.naosu.telemetry;

import dev.naosu.detect.Failure;
import dev.naosu.detect.StackTraceText;
import java.util.Optional;

/// An exception, as OpenTelemetry's conventions tell of it.
///
/// @param type its class
/// @param message empty when it had none
/// @param trace as `printStackTrace` prints it; empty when it was not sent
record Thrown(String type, String message, Optional<String> trace) {
  /// Empty when the attributes tell of none.
  static Optional<Thrown> of(Attributes attributes) {
    Optional<String> type = attributes.text("exception.type");
    Optional<String> message = attributes.text("exception.message");
    Optional<String> trace = attributes.text("exception.stacktrace");
    if (type.isEmpty() && trace.isEmpty() && message.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Thrown(
            type.or(() -> trace.map(Thrown::className)).orElse("an exception"),
            message.orElse(""),
            trace));
  }

  /// A stack trace in the text of a log record.
  static Optional<Thrown> in(String text) {
    if (StackTraceText.frames(text).isEmpty()) {
      return Optional.empty();
    }
    String first = text.strip().lines().findFirst().orElse("");
    return Optional.of(new Thrown("", first, Optional.of(text)));
  }

  /// Where in a text that holds a stack trace the trace begins: at the line that names what was
  /// thrown.
  static int beginning(String text) {
    return StackTraceText.throwable(text)
        .map(named -> text.lastIndexOf('\n', text.indexOf(named.exceptionClass())) + 1)
        .orElse(0);
  }

  /// What was said before a stack trace; its first line when that was nothing.
  static String announcement(String text, int beginning) {
    String before = text.substring(0, beginning).strip();
    return before.isEmpty() ? text.lines().findFirst().orElse("") : before;
  }

  /// What a recorded request ended with; empty when the trace names no throwable.
  ///
  /// @param trace clean already
  static Optional<Failure> failure(String trace) {
    return StackTraceText.throwable(trace)
        .map(
            named ->
                new Failure(
                    named.exceptionClass(),
                    named.message(),
                    StackTraceText.frames(trace),
                    Optional.empty(),
                    Optional.empty()));
  }

  String headline() {
    return type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message;
  }

  /// The line of its innermost cause: equal for an exception and for what wraps it on its way out.
  String root() {
    return StackTraceText.root(trace.orElseGet(this::headline));
  }

  private static String className(String trace) {
    return trace.strip().split("[:\\s]", 2)[0];
  }
}
