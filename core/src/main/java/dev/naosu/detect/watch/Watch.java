package dev.naosu.detect.watch;

import dev.naosu.detect.Signal;
import java.time.Instant;
import java.util.List;

/// Learns from what services say what is usual, and tells of what is not.
@FunctionalInterface
public interface Watch {
  /// The troubles that show; may be called by several threads.
  ///
  /// @param now when it was received
  List<Signal> see(Observed observed, Instant now);

  /// Where nobody watches.
  static Watch none() {
    return (_, _) -> List.of();
  }
}
