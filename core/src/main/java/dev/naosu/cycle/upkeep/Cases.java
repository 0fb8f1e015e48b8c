package dev.naosu.cycle.upkeep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of needs.
public interface Cases {
  /// Those that are not over, by name of the need; at most one of each.
  List<Case> open();

  /// The latest of a need; also one that is over.
  Optional<Case> latest(String need);

  /// Those that are over since a time, the latest first.
  List<Case> over(Instant since);

  /// Keeps it.
  ///
  /// @return the same, with its id
  Case keep(Case kept);
}
