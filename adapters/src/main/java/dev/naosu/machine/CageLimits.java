package dev.naosu.machine;

/// What one command in the cage may use.
///
/// @param memoryBytes of all its processes together, where control groups can be made; else of each
///   one's data
/// @param processes and threads, all together
/// @param fileBytes of one file
/// @param temporaryBytes of all files in its `/tmp`
public record CageLimits(long memoryBytes, long processes, long fileBytes, long temporaryBytes) {
  /// Enough for a build with a forked test JVM.
  public static final CageLimits USUAL = new CageLimits(4L << 30, 1024, 1L << 30, 1L << 30);

  public CageLimits {
    if (memoryBytes <= 0 || processes <= 0 || fileBytes <= 0 || temporaryBytes <= 0) {
      throw new IllegalArgumentException("a limit is more than nothing");
    }
  }
}
