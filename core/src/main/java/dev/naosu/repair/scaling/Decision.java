package dev.naosu.repair.scaling;

import java.util.List;

/// How many instances there should be from now on.
public sealed interface Decision {
  /// As before.
  ///
  /// @param why in a few words
  record Hold(String why) implements Decision {}

  /// @param why in one sentence
  /// @param signals vitals that ask for it, by name; empty when the rules themselves do
  record Change(int instances, String why, List<String> signals) implements Decision {
    public Change {
      signals = List.copyOf(signals);
    }
  }
}
