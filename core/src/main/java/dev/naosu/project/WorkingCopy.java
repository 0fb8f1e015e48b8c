package dev.naosu.project;

import dev.naosu.code.SourceTree;
import java.nio.file.Path;

/// A throw-away copy of the user's project. The user's own tree is never written to.
public interface WorkingCopy extends SourceTree, AutoCloseable {
  /// Root of the copy, absolute.
  Path root();

  /// Writes a file of the copy, with the character set [SourceTree#read] reads with.
  void write(String path, String text);

  /// Deletes the copy. Safe to call twice; also done when the program is interrupted.
  @Override
  void close();
}
