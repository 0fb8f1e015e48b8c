package dev.naosu.ship.rollout;

import java.util.List;

/// What the windows so far say about the new version.
///
/// @param sentence the verdict in one sentence, with its numbers
/// @param figures what it rests on, in the order of reading
public record Judgement(Ruling ruling, String sentence, List<Figure> figures) {
  /// Three-valued: what cannot be told is no good news.
  public enum Ruling {
    /// It is worse.
    HARMFUL,
    /// There is not enough to tell.
    UNDECIDED,
    /// It is no worse, by as much as was asked for.
    GOOD
  }

  /// One number that counts.
  ///
  /// @param name such as `errors of the canary`
  /// @param value such as `3 of 120 (2.5 %)`
  public record Figure(String name, String value) {}

  public Judgement {
    figures = List.copyOf(figures);
  }
}
