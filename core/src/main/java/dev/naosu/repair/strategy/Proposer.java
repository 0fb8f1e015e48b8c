package dev.naosu.repair.strategy;

import java.util.List;
import java.util.Optional;

/// A strategy that thinks of repairs in rounds and may learn between them what came of the last.
public interface Proposer {
  /// Such as `function`; for reports and settings.
  String name();

  /// Begins with a case.
  Session open(CaseFile file);

  /// One strategy at work on one case. Not for several threads at once.
  interface Session {
    /// The next suggestions; none when there is no more to say, or no model or budget to say it.
    ///
    /// @param tried what came of the suggestions since the last round, none at first
    List<Suggestion> next(List<Tried> tried) throws InterruptedException;

    /// Why there is no more to say, where it is not that all was said: no budget, no model, nothing
    /// to ask about. For people.
    default Optional<String> why() {
      return Optional.empty();
    }
  }
}
