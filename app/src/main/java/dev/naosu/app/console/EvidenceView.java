package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.cycle.runtime.Exhibit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What was collected before anything was changed.
///
/// @param pieces oldest first
public record EvidenceView(long incident, List<Piece> pieces) {
  /// As much of it as a page shows; all of it can be downloaded.
  private static final int MOST_LINES = 400;

  private static final int MOST_LINE = 400;

  public EvidenceView {
    pieces = List.copyOf(pieces);
  }

  /// @param number from 1
  /// @param more how many lines are not shown
  public record Piece(
      int number, String kind, String target, String summary, String text, long more, Moment at) {}

  static EvidenceView of(long incident, List<Exhibit> exhibits, Instant now) {
    List<Piece> pieces = new ArrayList<>();
    for (Exhibit each : exhibits) {
      pieces.add(
          new Piece(
              pieces.size() + 1,
              SafeText.line(each.kind(), 60),
              SafeText.line(each.target().toString(), 300),
              SafeText.line(each.summary(), 500),
              each.text()
                  .lines()
                  .limit(MOST_LINES)
                  .map(line -> SafeText.line(line, MOST_LINE))
                  .collect(Collectors.joining("\n")),
              Math.max(0, each.text().lines().count() - MOST_LINES),
              Moment.of(each.at(), now)));
    }
    return new EvidenceView(incident, pieces);
  }
}
