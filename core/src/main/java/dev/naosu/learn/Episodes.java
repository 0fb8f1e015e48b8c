package dev.naosu.learn;

import java.time.Instant;
import java.util.List;

/// Keeps the troubles of what runs.
public interface Episodes {
  /// Keeps one; another one of the same target, trouble and time of detection is replaced.
  void keep(Episode episode);

  /// Those that were detected since, the earliest first.
  List<Episode> since(Instant from);
}
