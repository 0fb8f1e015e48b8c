package dev.naosu.tail;

import dev.naosu.detect.Origin;
import dev.naosu.tail.reading.Format;
import java.nio.file.Path;
import java.time.ZoneId;

/// Files that a service logs to.
///
/// @param files absolute; each of its names may be a pattern with `*`, `?`, `[…]` and `{…}`
/// @param zone of times that name none
public record LogFiles(Origin origin, Path files, Format format, ZoneId zone) {
  public LogFiles {
    if (!files.isAbsolute()) {
      throw new IllegalArgumentException(files + " is not absolute");
    }
  }
}
