package dev.naosu.prove;

import dev.naosu.repair.Candidate;
import java.util.List;

/// A proven patch, as it is shown to people.
///
/// @param diff unified, for `git apply`
/// @param cause the root cause in one paragraph
/// @param confidence that the patch is what a maintainer would have written, in [0, 1]
/// @param doubts what speaks against it, one sentence each; may be empty
/// @param agreeing how many other plausible candidates behave the same on every test
public record Repair(
    Candidate candidate,
    String diff,
    String cause,
    Proof proof,
    double confidence,
    List<String> doubts,
    int agreeing) {
  public Repair {
    doubts = List.copyOf(doubts);
  }
}
