package dev.naosu.detect;

import java.util.List;
import java.util.Optional;

/// Why a test did not pass, as its JVM told it.
///
/// @param exceptionClass binary name of the throwable
/// @param message empty when it had none
/// @param frames innermost first, those of the causes after those of the throwable itself
/// @param expected what an assertion expected, as text
/// @param actual what it got, as text
public record Failure(
    String exceptionClass,
    String message,
    List<Frame> frames,
    Optional<String> expected,
    Optional<String> actual) {
  public Failure {
    frames = List.copyOf(frames);
  }

  /// The kind of failure that decides which templates come first.
  public FailureKind kind() {
    return FailureKind.of(exceptionClass);
  }

  /// One line for people.
  public String headline() {
    String simple = exceptionClass.substring(exceptionClass.lastIndexOf('.') + 1);
    String first = message.lines().findFirst().orElse("").strip();
    return first.isEmpty() ? simple : simple + ": " + first;
  }
}
