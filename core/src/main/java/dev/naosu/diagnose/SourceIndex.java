package dev.naosu.diagnose;

import java.util.Optional;

/// Answers where the code of a class was written.
@FunctionalInterface
public interface SourceIndex {
  /// Path of the source file of a class, relative to the project's root.
  ///
  /// @param className binary name; nested classes live in the file of their outermost class
  /// @return empty for test code, libraries and classes without a source file here
  Optional<String> pathOf(String className);
}
