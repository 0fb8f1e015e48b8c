package dev.naosu.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Where file systems are mounted.
final class MountPoints {
  private static final int COLUMN = 4;
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  private MountPoints() {}

  static List<Path> ofThisProcess() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .map(line -> line.split(" ", -1)[COLUMN])
        .map(MountPoints::plain)
        .map(Path::of)
        .toList();
  }

  /// Spaces and the like are written as numbers.
  private static String plain(String name) {
    return ESCAPED
        .matcher(name)
        .replaceAll(
            found ->
                java.util.regex.Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(found.group(1), 8))));
  }
}
