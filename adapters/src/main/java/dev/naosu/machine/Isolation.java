package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A way to keep one program apart from the machine; what it keeps, [Cage] says.
interface Isolation {
  /// The way in for one program.
  ///
  /// @throws IOException when nothing can be made ready for it, with a text for people
  Enclosure.Entry enter(Interior interior) throws IOException;

  /// A cage as one program finds it.
  ///
  /// @param mounts all that it sees of the machine's files, beside an empty `/tmp`; of two at the
  ///   same place the later one counts
  /// @param directory where it starts
  /// @param environment all of its variables
  /// @param time the step that it is a part of has
  /// @param words its command line
  record Interior(
      List<Mount> mounts,
      Path directory,
      Map<String, String> environment,
      CageLimits limits,
      Duration time,
      List<String> words) {
    public Interior {
      mounts = List.copyOf(mounts);
      environment = Map.copyOf(environment);
      words = List.copyOf(words);
    }
  }

  /// A file or directory of the machine and where it is in the cage. One that is not there is left
  /// out.
  record Mount(Path from, String to, boolean writable) {
    /// One that can be read where it is.
    static Mount readable(Path place) {
      return new Mount(place, place.toString(), false);
    }

    /// One that can be written where it is.
    static Mount writable(Path place) {
      return new Mount(place, place.toString(), true);
    }
  }
}
