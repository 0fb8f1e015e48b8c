package dev.naosu.tail.reading;

import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.tail.reading.Stamps.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads records of plain text. No layout has to be told: what stands in front of messages differs
/// in its order, hardly in its words.
record EntryText(Stamps stamps) {
  /// The second line that `java.util.logging` writes of each record.
  private static final Pattern JUL = Pattern.compile("([A-Z]{4,7}): ?(.*)", Pattern.DOTALL);

  Entry read(String text, Instant now) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      return new Entry(Optional.empty(), Optional.empty(), "", "", Optional.empty(), "");
    }
    Optional<Stamp> stamp = stamps.at(lines.getFirst(), now);
    String rest = lines.getFirst().substring(stamp.map(Stamp::end).orElse(0));
    Header header =
        stamp.isPresent() || Header.isLevelFirst(rest) || rest.startsWith("[")
            ? Header.of(rest)
            : new Header(Optional.empty(), "", "", rest);
    Optional<TraceText.Place> trace = TraceText.in(lines);
    int end = trace.map(TraceText.Place::line).orElse(lines.size());
    Optional<Instant> at = stamp.map(Stamp::at);
    Optional<String> stackTrace = trace.map(TraceText.Place::trace);
    if (header.level().isEmpty() && stamp.isPresent() && lines.size() > 1) {
      Matcher jul = JUL.matcher(lines.get(1));
      Optional<Level> level = jul.matches() ? Levels.inText(jul.group(1)) : Optional.empty();
      if (level.isPresent()) {
        String message = joined(jul.group(2), lines.subList(2, Math.max(2, end)));
        return new Entry(at, level, rest.strip().split("\\s", 2)[0], message, stackTrace, "");
      }
    }
    if (end == 0) {
      // the throwable stands behind the header itself, or there is no header
      String headless = header.level().isPresent() ? header.message() : rest.strip();
      return new Entry(
          at,
          header.level(),
          header.logger(),
          headless,
          stackTrace.map(
              whole -> TraceText.inOrder(joined(headless, lines.subList(1, lines.size())))),
          header.trace());
    }
    return new Entry(
        at,
        header.level(),
        header.logger(),
        joined(header.message(), lines.subList(1, end)),
        stackTrace,
        header.trace());
  }

  private static String joined(String first, List<String> more) {
    return more.isEmpty() ? first : (first + "\n" + String.join("\n", more)).strip();
  }
}
