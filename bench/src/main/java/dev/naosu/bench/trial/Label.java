package dev.naosu.bench.trial;

import dev.naosu.bench.judge.Verdict;
import java.time.Instant;
import java.util.Optional;

/// What a person says about a repair.
///
/// @param note why, in the person's words; may be empty
public record Label(Answer answer, String note, Instant when) {
  /// What a person can say.
  public enum Answer {
    /// A maintainer could have written it.
    CORRECT,
    /// It passes the tests and is wrong elsewhere.
    OVERFITTING,
    /// Looked at, and could not tell.
    UNSURE
  }

  /// Empty where the person could not tell: then what the judge said stands.
  public Optional<Verdict> verdict() {
    return switch (answer) {
      case CORRECT -> Optional.of(Verdict.CORRECT);
      case OVERFITTING -> Optional.of(Verdict.PLAUSIBLE_ONLY);
      case UNSURE -> Optional.empty();
    };
  }
}
