package dev.naosu.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The compiled classes of a working copy.
public interface Outputs {
  /// The class files under a directory, by absolute path; none when there is no such directory.
  List<Path> classFiles(Path directory);

  /// What a file holds; empty when there is no such file.
  ///
  /// @param file absolute
  Optional<byte[]> read(Path file);

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
