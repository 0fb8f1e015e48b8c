package dev.naosu.tail;

import dev.naosu.detect.Origin;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/// A unit of systemd whose log is in journald.
///
/// @param unit such as `shop.service`
/// @param directory of a journal that is not this machine's own, such as one collected from others
/// @param zone of times in the text that name none
public record JournalUnit(Origin origin, String unit, Optional<Path> directory, ZoneId zone) {
  private static final Pattern UNIT = Pattern.compile("[\\w@][\\w@:.\\\\-]{0,250}");

  public JournalUnit {
    if (!isUnit(unit)) {
      throw new IllegalArgumentException(unit + " is no name of a unit");
    }
  }

  /// Whether it can be the name of a unit: it becomes a word of a command.
  public static boolean isUnit(String text) {
    return UNIT.matcher(text).matches();
  }
}
