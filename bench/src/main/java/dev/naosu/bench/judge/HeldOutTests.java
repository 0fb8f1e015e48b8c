package dev.naosu.bench.judge;

import java.util.Map;
import java.util.Optional;

/// Tests that the repair has not seen.
@FunctionalInterface
public interface HeldOutTests {
  /// What fails, in one sentence; empty when all pass.
  ///
  /// @param texts changed files by path
  Optional<String> failure(Map<String, String> texts);

  /// For a bug without any.
  static HeldOutTests none() {
    return _ -> Optional.empty();
  }
}
