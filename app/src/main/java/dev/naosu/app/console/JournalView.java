package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Sealed;
import java.time.Instant;
import java.util.List;

/// A part of the journal, the latest record first.
///
/// @param older where older records are; empty when there are none
/// @param verified what came of looking at the chain; empty when nobody asked
/// @param intact whether the chain holds
public record JournalView(List<Line> lines, String older, String verified, boolean intact) {
  public JournalView {
    lines = List.copyOf(lines);
  }

  /// @param incident id of the incident it is about; empty for other subjects
  public record Line(
      long number,
      Moment at,
      String actor,
      String action,
      String subject,
      String incident,
      String detail,
      String hash) {
    static Line of(Sealed record, Instant now) {
      Entry line = record.entry();
      String subject = line.subject();
      return new Line(
          record.number(),
          Moment.of(line.at(), now),
          SafeText.line(line.actor(), 80),
          SafeText.line(line.action(), 200),
          SafeText.line(subject, 100),
          subject.matches("incident [0-9]{1,18}") ? subject.substring("incident ".length()) : "",
          SafeText.line(line.detail(), 400),
          record.hash().abbreviated());
    }
  }
}
