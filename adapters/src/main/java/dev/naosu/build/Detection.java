package dev.naosu.build;

import dev.naosu.project.Build;

/// What kind of project a directory holds.
public sealed interface Detection {
  /// @param kind such as "Maven" or "plain Java"
  record Found(String kind, Build build) implements Detection {}

  /// No project, or one whose description has mistakes.
  ///
  /// @param why one sentence, or one line per mistake
  /// @param remedy what the user can do
  record NotAProject(String why, String remedy) implements Detection {}
}
