package dev.naosu.cycle.runtime;

import dev.naosu.detect.CleanText;
import dev.naosu.detect.vitals.Target;
import dev.naosu.redaction.Redaction;
import java.time.Instant;

/// A piece of evidence, as it is kept: without secrets, and bounded.
///
/// @param kind such as `thread-dump`
/// @param summary what it shows, in one sentence
/// @param text all of it
public record Exhibit(String kind, Target target, Instant at, String summary, String text) {
  private static final int MOST_SUMMARY = 500;
  private static final int MOST_TEXT = 200_000;

  /// What was found, made fit to be kept.
  static Exhibit of(
      String kind, Target target, Instant at, Collecting.Piece.Found found, Redaction redaction) {
    return new Exhibit(
        kind,
        target,
        at,
        CleanText.cut(
            redaction.text(CleanText.plain(found.summary())).replaceAll("\\s+", " ").strip(),
            MOST_SUMMARY),
        redaction.text(CleanText.cut(CleanText.plain(found.text()), MOST_TEXT)));
  }
}
