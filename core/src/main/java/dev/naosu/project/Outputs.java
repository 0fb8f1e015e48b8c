package dev.naosu.project;

import java.nio.file.Path;
import java.util.Map;

/// The compiled classes of a working copy.
@FunctionalInterface
public interface Outputs {
  /// Puts class files in place until the answer is closed.
  ///
  /// @param files new contents by absolute path
  Swap swap(Map<Path, byte[]> files);

  /// Puts back what was there before.
  interface Swap extends AutoCloseable {
    @Override
    void close();
  }
}
