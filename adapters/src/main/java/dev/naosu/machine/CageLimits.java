package dev.naosu.machine;

import java.time.Duration;

/// What one program in the cage may use.
///
/// @param memoryBytes of all its processes together, where control groups can be made; else of each
///   one's data
/// @param processes and threads, all together
/// @param fileBytes of one file
/// @param temporaryBytes of all files in its `/tmp`
/// @param cpuTime of each process
/// @param growthBytes of the disk that its directories are on, while it runs
public record CageLimits(
    long memoryBytes,
    long processes,
    long fileBytes,
    long temporaryBytes,
    Duration cpuTime,
    long growthBytes) {
  /// Enough for a build with a forked test JVM.
  public static final CageLimits USUAL =
      new CageLimits(4L << 30, 2048, 1L << 30, 1L << 30, Duration.ofHours(1), 4L << 30);

  public CageLimits {
    if (memoryBytes <= 0
        || processes <= 0
        || fileBytes <= 0
        || temporaryBytes <= 0
        || growthBytes <= 0
        || !cpuTime.isPositive()) {
      throw new IllegalArgumentException("a limit is more than nothing");
    }
  }
}
