package dev.naosu.detect.forecast;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When makers stop to look after a line of versions, by their own announcements. What is not in
/// the list is not known, which is no good sign and no bad one.
public final class Endings {
  private final List<Line> lines;

  /// A line of versions.
  ///
  /// @param group of the library, such as `org.springframework.boot`, or `postgresql`
  /// @param version that its versions begin with, such as `2.7`
  /// @param at the first moment without support
  /// @param name for people
  public record Line(String group, String version, Instant at, String name) {}

  private Endings(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /// What naosu knows.
  public static Endings known() {
    try (InputStream in = Endings.class.getResourceAsStream("endings.txt")) {
      if (in == null) {
        throw new IllegalStateException("endings.txt is missing from the program");
      }
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("endings.txt cannot be read", e);
    }
  }

  /// Reads lines of group, version, last day of support and name; `#` begins a comment.
  static Endings read(String text) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] words = line.strip().split("\\s+", 4);
      if (words.length == 4 && !words[0].startsWith("#")) {
        lines.add(
            new Line(
                words[0],
                words[1],
                LocalDate.parse(words[2]).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                words[3]));
      }
    }
    return new Endings(lines);
  }

  public Optional<Line> of(String group, String version) {
    return lines.stream()
        .filter(
            each ->
                each.group().equals(group)
                    && (version.equals(each.version()) || version.startsWith(each.version() + ".")))
        .findFirst();
  }

  List<Line> lines() {
    return lines;
  }
}
