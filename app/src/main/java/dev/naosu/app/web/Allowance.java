package dev.naosu.app.web;

import java.time.Duration;

/// How much one source of signals may send.
///
/// @param bytesPerSecond after unpacking, at least 1
/// @param requestsPerSecond at least 1
/// @param burst what is left unused is saved up for so long, and may come at once; at least a
///   second
public record Allowance(long bytesPerSecond, int requestsPerSecond, Duration burst) {
  private static final long USUAL_BYTES = 32L << 20;
  private static final int USUAL_REQUESTS = 500;
  private static final Duration USUAL_BURST = Duration.ofSeconds(10);

  public Allowance {
    if (bytesPerSecond < 1 || requestsPerSecond < 1) {
      throw new IllegalArgumentException("a source that may send nothing needs no token");
    }
    if (burst.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a burst of less than a second refuses whole batches");
    }
  }

  /// More than a collector in front of a large shop sends.
  public static Allowance usual() {
    return new Allowance(USUAL_BYTES, USUAL_REQUESTS, USUAL_BURST);
  }
}
