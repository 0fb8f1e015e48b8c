package dev.naosu.tail.reading;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/// Puts the lines of one program together to records. A line goes on with the record before it when
/// it is a part of a stack trace, or when the log's records have times or levels and it has none.
///
/// @param <P> where a line stands
public final class Joining<P> {
  static final int MOST_LETTERS = 128 * 1024;
  private static final int MOST_LINES = 2_000;

  /// After so many lines without a time, the one that had one was an exception.
  private static final int MOST_FOLLOWING = 500;

  private static final Pattern UPTIME = Pattern.compile("\\[\\d{1,9}[.,]\\d{1,6}s]");

  /// A record before it is read.
  ///
  /// @param from where its first line stands
  /// @param at when its first line was taken down
  public record Joined<P>(String text, P from, Optional<Instant> at) {}

  private final Stamps stamps;
  private final Format format;
  private boolean hasTimes;
  private boolean hasLevels;

  private final StringBuilder text = new StringBuilder();
  private Optional<P> from = Optional.empty();
  private Optional<Instant> at = Optional.empty();
  private int lines;
  private boolean lineIsOpen;
  private boolean isStructured;

  public Joining(ZoneId zone, Format format) {
    this.stamps = new Stamps(zone);
    this.format = format;
  }

  /// The record that is over with this line, which itself waits for what may follow.
  public Optional<Joined<P>> add(Line line, P place) {
    // the first line of all is looked at too: it says how records begin
    if (lineIsOpen || !begins(line) && from.isPresent()) {
      append(line);
      return Optional.empty();
    }
    Optional<Joined<P>> before = end();
    from = Optional.of(place);
    at = line.at();
    isStructured = isStructured(line);
    append(line);
    return before;
  }

  /// Where the record that waits begins; empty when none does.
  public Optional<P> waiting() {
    return from;
  }

  /// Gives out the record that waits, as it is.
  public Optional<Joined<P>> end() {
    Optional<Joined<P>> over =
        from.map(place -> new Joined<>(text.toString(), place, at))
            .filter(record -> !record.text().isBlank());
    text.setLength(0);
    from = Optional.empty();
    at = Optional.empty();
    lines = 0;
    lineIsOpen = false;
    isStructured = false;
    return over;
  }

  private void append(Line line) {
    if (lines < MOST_LINES && text.length() < MOST_LETTERS) {
      if (lines > 0 && !lineIsOpen) {
        text.append('\n');
      }
      text.append(line.text(), 0, Math.min(line.text().length(), MOST_LETTERS - text.length()));
    }
    lines++;
    lineIsOpen = !line.ends();
  }

  private boolean begins(Line whole) {
    if (format == Format.JSON || isStructured || isStructured(whole)) {
      return true;
    }
    String line = whole.text();
    if (line.isBlank() || TraceText.goesOn(line)) {
      return false;
    }
    if (stamps.at(line, Instant.EPOCH).isPresent()) {
      hasTimes = true;
      return true;
    }
    if (UPTIME.matcher(line).lookingAt()) {
      return true;
    }
    if (hasTimes && lines < MOST_FOLLOWING) {
      return false;
    }
    hasTimes = false;
    if (Header.isLevelFirst(line)) {
      hasLevels = true;
      return true;
    }
    return !hasLevels;
  }

  private boolean isStructured(Line line) {
    String begin = line.text();
    return format != Format.TEXT
        && begin.startsWith("{")
        && (!line.ends() || begin.endsWith("}"))
        && EntryJson.mayBeRecord(begin);
  }
}
