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

  /// Whether another failure is this one seen again: the same class of throwable from the same
  /// method, the JDK's own frames left out. Lines do not count, as they move with every edit; where
  /// one of both has no frames, the class decides.
  public boolean isSameAs(Failure other) {
    Optional<String> here = place();
    Optional<String> there = other.place();
    return exceptionClass.equals(other.exceptionClass)
        && (here.isEmpty() || there.isEmpty() || here.equals(there));
  }

  private Optional<String> place() {
    return frames.stream()
        .filter(frame -> !frame.className().matches("(java|javax|jdk|sun)\\..*"))
        .map(frame -> frame.className() + "." + frame.methodName())
        .findFirst();
  }

  /// One line for people.
  public String headline() {
    String simple = exceptionClass.substring(exceptionClass.lastIndexOf('.') + 1);
    String first = message.lines().findFirst().orElse("").strip();
    return first.isEmpty() ? simple : simple + ": " + first;
  }
}
