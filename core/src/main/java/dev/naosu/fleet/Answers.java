package dev.naosu.fleet;

import java.util.Set;

/// What a version answered.
///
/// @param requests that came to an end, also those that nobody answered
/// @param errors of them: answered with 5xx, or not at all
/// @param latencies of all of them
/// @param failures fingerprints of exceptions that it was seen to throw
public record Answers(long requests, long errors, Latencies latencies, Set<String> failures) {
  public static final Answers NONE = new Answers(0, 0, Latencies.NONE, Set.of());

  public Answers {
    failures = Set.copyOf(failures);
    if (requests < 0 || errors < 0 || errors > requests) {
      throw new IllegalArgumentException(errors + " errors of " + requests + " requests");
    }
  }
}
