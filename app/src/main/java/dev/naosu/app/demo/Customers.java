package dev.naosu.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the customers of the demo's shop saw, as their program writes it down, a line a second.
final class Customers {
  private static final Pattern SECOND =
      Pattern.compile(
          "\\{\"second\":\\d+,\"sent\":(\\d+),\"failed\":(\\d+),\"unreachable\":(\\d+)}");

  private final Path counts;

  Customers(Path counts) {
    this.counts = counts;
  }

  /// What was seen in some time.
  ///
  /// @param seconds how long that was
  record Seen(int seconds, long sent, long failed) {
    double share() {
      return sent == 0 ? 0 : (double) failed / sent;
    }
  }

  /// The last seconds; fewer when there were not so many yet.
  Seen last(int seconds) {
    List<Matcher> lines = lines();
    return sum(lines.subList(Math.max(0, lines.size() - seconds), lines.size()));
  }

  /// The seconds in a row in which most failed.
  ///
  /// @param seconds how many in a row
  Seen worst(int seconds) {
    List<Matcher> lines = lines();
    Seen worst = new Seen(0, 0, 0);
    for (int end = seconds; end <= lines.size(); end++) {
      Seen here = sum(lines.subList(end - seconds, end));
      worst = here.share() > worst.share() ? here : worst;
    }
    return worst;
  }

  /// Everything since the beginning.
  Seen all() {
    return sum(lines());
  }

  private List<Matcher> lines() {
    try {
      return Files.exists(counts)
          ? Files.readAllLines(counts).stream()
              .map(SECOND::matcher)
              .filter(Matcher::matches)
              .toList()
          : List.of();
    } catch (IOException _) {
      // half a character at the end of what is being written; the next look sees it whole
      return List.of();
    }
  }

  private static Seen sum(List<Matcher> lines) {
    return new Seen(
        lines.size(),
        lines.stream().mapToLong(line -> Long.parseLong(line.group(1))).sum(),
        lines.stream()
            .mapToLong(line -> Long.parseLong(line.group(2)) + Long.parseLong(line.group(3)))
            .sum());
  }
}
