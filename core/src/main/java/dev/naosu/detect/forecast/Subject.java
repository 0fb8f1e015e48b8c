package dev.naosu.detect.forecast;

import dev.naosu.detect.vitals.Target;
import java.util.Locale;
import java.util.Optional;

/// A thing that wears out.
///
/// @param name of it among those of its kind, such as `/var/log`; may be text from outside
/// @param target what may be treated for it; empty where naosu is not told
public record Subject(Kind kind, String name, Optional<Target> target) {
  private static final int LONGEST = 100;

  /// What kinds of things wear out.
  public enum Kind {
    /// Fills up.
    DISK,
    /// Grow on a disk.
    LOGS,
    /// Of a JVM, and what is not given back.
    HEAP,
    /// Of a database or a pool.
    CONNECTIONS,
    THREADS,
    /// Of a machine, or of what keeps data in it.
    MEMORY,
    /// Numbers of transactions of a database, which are used up unless it is vacuumed.
    TRANSACTIONS,
    /// Of a database, with rows that are dead.
    TABLE,
    /// A statement that gets slower.
    QUERY,
    CERTIFICATE,
    /// A library that a project uses.
    DEPENDENCY,
    /// A line of versions whose makers stop to mend it.
    PLATFORM,
    /// Of the operating system.
    PACKAGES;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Subject of(Kind kind, String name) {
    return new Subject(kind, name, Optional.empty());
  }

  /// What it is called on a command line and in an address: small letters, digits, `.` and `-`.
  public String word() {
    String plain =
        (kind.word() + "-" + name)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-")
            .replaceAll("-$", "");
    return plain.length() <= LONGEST
        ? plain
        : plain.substring(0, LONGEST - 9) + "-" + String.format("%08x", name.hashCode());
  }

  /// Of the series that is kept of it.
  public String series() {
    return kind.word() + ":" + name;
  }
}
