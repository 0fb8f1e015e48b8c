package dev.naosu.diagnose.cause;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of why an incident came about. All of it is an estimate.
///
/// @param at when it was worked out
/// @param abstains whether no cause stands out: none is likely, or two are about as likely
/// @param summary one sentence: the cause, or that none stands out
/// @param causes the most likely first; may be empty
/// @param changes what was changed before it began, the latest first; may be empty
/// @param ruledOut what was looked at and was as usual, one sentence each
/// @param lacking what could not be looked at, and why, one sentence each
/// @param complexity how far from what is easily mended, in [0, 1]
/// @param explanation the same told by a model, where one was asked
public record CauseReport(
    Instant at,
    boolean abstains,
    String summary,
    List<Cause> causes,
    Impact impact,
    Direction direction,
    List<Changed> changes,
    List<String> ruledOut,
    List<String> lacking,
    double complexity,
    Optional<Explanation> explanation) {
  public CauseReport {
    causes = List.copyOf(causes);
    changes = List.copyOf(changes);
    ruledOut = List.copyOf(ruledOut);
    lacking = List.copyOf(lacking);
  }

  /// The same report, told by a model too.
  public CauseReport with(Explanation told) {
    return new CauseReport(
        at,
        abstains,
        summary,
        causes,
        impact,
        direction,
        changes,
        ruledOut,
        lacking,
        complexity,
        Optional.of(told));
  }

  /// Whether it knows what another one knows, whenever that was worked out.
  public boolean isAsKnowingAs(CauseReport other) {
    return abstains == other.abstains
        && causes.equals(other.causes)
        && changes.equals(other.changes)
        && ruledOut.equals(other.ruledOut)
        && lacking.equals(other.lacking);
  }

  /// Something that was changed.
  ///
  /// @param text one sentence
  public record Changed(Instant at, String text) {}
}
