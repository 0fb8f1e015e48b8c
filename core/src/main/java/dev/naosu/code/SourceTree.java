package dev.naosu.code;

import java.util.List;

/// The text files of a project, by path relative to its root, with `/`.
public interface SourceTree {
  /// Paths of the Java files under a directory, sorted; empty when there is no such directory.
  ///
  /// @param directory relative to the root; the empty string is the root
  List<String> javaFiles(String directory);

  /// The text of a file, line ends as they are on disk.
  ///
  /// @throws IllegalArgumentException when there is no such file or it is no text
  String read(String path);
}
