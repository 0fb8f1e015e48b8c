package dev.naosu.fleet;

import java.io.IOException;
import java.nio.file.Path;

/// What the versions of a service are built from.
@FunctionalInterface
public interface Sources {
  /// Puts the files of a version into a directory that is not there yet.
  ///
  /// @return the directory of the service's project within
  /// @throws IOException with a text for people, as when there is no such version
  Path put(Version version, Path into) throws IOException, InterruptedException;
}
