package dev.naosu.prove;

import dev.naosu.repair.Candidate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A proven patch, as it is shown to people.
///
/// @param diff unified, for `git apply`
/// @param cause the root cause in one paragraph
/// @param confidence that the patch is what a maintainer would have written, in [0, 1]
/// @param doubts what speaks against it, one sentence each; may be empty
/// @param agreeing how many other plausible candidates behave the same
/// @param features what the confidence is made from, by name, see [Features]
/// @param replayed how it behaves on calls of the tests, compared to the original
public record Repair(
    Candidate candidate,
    String diff,
    String cause,
    Proof proof,
    double confidence,
    List<String> doubts,
    int agreeing,
    SortedMap<String, Double> features,
    Replayed replayed) {
  /// Confidence below which a repair is shown as a guess.
  private static final double SURE = 0.4;

  public Repair {
    doubts = List.copyOf(doubts);
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
  }

  /// Whether there is enough evidence to propose it without reserve.
  public boolean isSure() {
    return confidence >= SURE;
  }
}
