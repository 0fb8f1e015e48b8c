package dev.naosu.app.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A body that has to come in at some pace. Only so many are worked on at once, and whoever lets
/// many of them trickle would keep all others out; a server's own limit is on silence alone.
final class PacedInput extends FilterInputStream {
  static final int LEAST_BYTES_A_SECOND = 1_024;

  /// Slower than that at the beginning is nobody's fault.
  static final Duration GRACE = Duration.ofSeconds(5);

  private final LongSupplier nanos;
  private final long began;
  private long bytes;

  /// @param nanos of a clock that only goes on
  PacedInput(InputStream in, LongSupplier nanos) {
    super(in);
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  @Override
  public int read() throws IOException {
    int letter = in.read();
    return counted(letter < 0 ? -1 : 1) < 0 ? -1 : letter;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    return counted(in.read(into, from, most));
  }

  private int counted(int read) {
    if (read > 0) {
      bytes += read;
      Duration taken = Duration.ofNanos(nanos.getAsLong() - began);
      if (taken.compareTo(GRACE) > 0
          && bytes < taken.minus(GRACE).toMillis() * LEAST_BYTES_A_SECOND / 1_000) {
        throw new Refusal(
            Problem.of(
                "too-slow",
                408,
                "The body comes in too slowly",
                bytes + " bytes came in " + taken.toSeconds() + " seconds.",
                "Send at least " + LEAST_BYTES_A_SECOND + " bytes a second, or a smaller body."));
      }
    }
    return read;
  }
}
