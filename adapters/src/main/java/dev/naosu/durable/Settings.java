package dev.naosu.durable;

import java.time.Duration;

/// How a process takes part.
///
/// @param process its name, which no other living process has; when a process of the same name has
///   been there before, its cycles are taken over at once, and it may do nothing more
/// @param version of naosu, for people who look into the database; cycles of another version go on
/// @param concurrency how many steps that keep the whole machine busy run at a time, at least 1
/// @param lease how long a process that is not heard of keeps its cycles, at least 1 s; it stops by
///   itself after three quarters of that
public record Settings(String process, String version, int concurrency, Duration lease) {
  public Settings {
    if (process.isBlank() || process.contains("#")) {
      throw new IllegalArgumentException("a process has a name without #, not " + process);
    }
    if (concurrency < 1 || lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "a process does at least 1 thing at a time and has a lease of at least 1 s");
    }
  }

  /// One healing at a time, and taken over after 10 s.
  public static Settings usual(String process, String version) {
    return new Settings(process, version, 1, Duration.ofSeconds(10));
  }

  Duration beat() {
    return lease.dividedBy(10);
  }

  Duration trust() {
    return lease.multipliedBy(3).dividedBy(4);
  }
}
