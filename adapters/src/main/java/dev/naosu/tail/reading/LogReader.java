package dev.naosu.tail.reading;

import dev.naosu.tail.reading.Joining.Joined;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// Reads records.
public final class LogReader {
  private final Format format;
  private final EntryText text;
  private final EntryJson json;

  /// @param zone of times that name none
  public LogReader(ZoneId zone, Format format) {
    Stamps stamps = new Stamps(zone);
    this.format = format;
    this.text = new EntryText(stamps);
    this.json = new EntryJson(stamps);
  }

  /// @param now says the day of a time that has none
  public Entry read(Joined<?> joined, Instant now) {
    Optional<Entry> structured =
        format != Format.TEXT && joined.text().startsWith("{")
            ? json.read(joined.text(), now)
            : Optional.empty();
    Entry entry = structured.orElseGet(() -> text.read(joined.text(), now));
    return entry.at().isPresent()
        ? entry
        : new Entry(
            joined.at(),
            entry.level(),
            entry.logger(),
            entry.message(),
            entry.stackTrace(),
            entry.trace());
  }
}
