package dev.naosu.fleet;

import java.time.Instant;
import java.util.Map;

/// What the versions of a service answered in a span of time.
///
/// @param answers by version; a version that is not there was not asked
public record Traffic(Instant from, Instant to, Map<Version, Answers> answers) {
  public Traffic {
    answers = Map.copyOf(answers);
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("ends before it begins: " + from + ", " + to);
    }
  }

  public Answers of(Version version) {
    return answers.getOrDefault(version, Answers.NONE);
  }
}
