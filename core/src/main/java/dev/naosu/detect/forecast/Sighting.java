package dev.naosu.detect.forecast;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was seen of something that wears out, at one moment. Texts of it may come from outside.
public sealed interface Sighting {
  Subject subject();

  /// What has to be kept for later, by what it is called behind the subject's series; empty for
  /// what needs no past.
  default Map<String, Double> kept() {
    return Map.of();
  }

  /// A value that must not reach a limit.
  ///
  /// @param unit such as `bytes`, or what is counted
  /// @param floor whether it goes up and down all the time, and matters where it comes back to
  record Level(Subject subject, double value, double limit, String unit, boolean floor)
      implements Sighting {
    @Override
    public Map<String, Double> kept() {
      return Map.of("", value);
    }

    /// In [0, 1] up to the limit.
    public double share() {
      return limit > 0 ? value / limit : 0;
    }
  }

  /// Log files of a directory.
  ///
  /// @param bytes of all of them
  /// @param largest file
  /// @param largestBytes its size
  /// @param free bytes on its disk
  record Logs(Subject subject, long bytes, String largest, long largestBytes, long free)
      implements Sighting {
    @Override
    public Map<String, Double> kept() {
      return Map.of("", (double) bytes);
    }
  }

  /// A table with dead rows.
  ///
  /// @param table its name with its schema
  record Table(Subject subject, String table, long live, long dead, long bytes)
      implements Sighting {}

  /// What a database has counted of a statement since it began to count.
  ///
  /// @param text of it, without values
  record Statement(Subject subject, String text, long calls, double totalMillis)
      implements Sighting {
    @Override
    public Map<String, Double> kept() {
      return new TreeMap<>(Map.of("#calls", (double) calls, "#millis", totalMillis));
    }
  }

  /// It ends at a time that is written on it.
  ///
  /// @param what ends, in a few words
  record Ending(Subject subject, String what, Instant at) implements Sighting {}

  /// There is a newer one.
  ///
  /// @param library as the build system names it
  /// @param project where it is used: its directory
  /// @param place file in it, relative
  /// @param present version
  /// @param next the newest that changes no interface by its makers' word: same first number
  /// @param newest of all
  /// @param also other libraries that have the same version from the same place
  /// @param reasons beside being newer, such as what it mends; one sentence each
  record Behind(
      Subject subject,
      String library,
      String project,
      String place,
      String present,
      String next,
      String newest,
      List<String> also,
      List<String> reasons)
      implements Sighting {
    public Behind {
      also = List.copyOf(also);
      reasons = List.copyOf(reasons);
    }
  }

  /// Updates of the operating system's packages.
  ///
  /// @param security names of those that mend something dangerous
  /// @param others how many more
  /// @param restart whether one that is installed already waits for a restart of the machine
  record Updates(Subject subject, List<String> security, int others, boolean restart)
      implements Sighting {
    public Updates {
      security = List.copyOf(security);
    }
  }

  /// It was looked at, and there is nothing to say of it.
  record Well(Subject subject) implements Sighting {}

  /// It could not be looked at.
  ///
  /// @param why in one sentence, with the remedy
  record Unseen(Subject subject, String why) implements Sighting {}

  /// Looks at one kind of things. Changes nothing.
  @FunctionalInterface
  interface Source {
    List<Sighting> look() throws InterruptedException;
  }
}
