package dev.naosu.ship.rollout;

import dev.naosu.ship.canary.Evidence;
import dev.naosu.ship.canary.Verdict;

/// What the windows so far say about the new version, as it is kept.
///
/// @param sentence the verdict in one sentence, with its numbers
/// @param evidence the numbers it stands on
public record Judgement(Ruling ruling, String sentence, Evidence evidence) {
  /// What cannot be told is no good news.
  public enum Ruling {
    /// The stage goes on.
    WELL_SO_FAR,
    /// The stage is over.
    WELL,
    /// The stage goes on for some time.
    CANNOT_TELL_YET,
    /// A person decides.
    COULD_NOT_TELL,
    WORSE
  }

  public static Judgement of(Verdict verdict) {
    Ruling ruling =
        switch (verdict) {
          case Verdict.GoesOn _ -> Ruling.WELL_SO_FAR;
          case Verdict.Promote _ -> Ruling.WELL;
          case Verdict.Hold _ -> Ruling.CANNOT_TELL_YET;
          case Verdict.Undecided _ -> Ruling.COULD_NOT_TELL;
          case Verdict.RollBack _ -> Ruling.WORSE;
        };
    return new Judgement(ruling, verdict.sentence(), verdict.evidence());
  }
}
