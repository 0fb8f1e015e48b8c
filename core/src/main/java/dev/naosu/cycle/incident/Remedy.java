package dev.naosu.cycle.incident;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.util.List;

/// A proven repair as it is kept: everything that a person needs to judge it, and that a later
/// process needs to deliver it.
///
/// @param base the commit it was made on
/// @param description what it does, such as `return 0 when lines.size() == 0`
/// @param place such as `Cart.java:36`
/// @param diff unified, for `git apply`
/// @param cause the root cause in one paragraph
/// @param confidence in [0, 1], calibrated
/// @param proof what shows that it holds, one sentence each
/// @param doubts what speaks against it, one sentence each; may be empty
/// @param change the texts before and after
public record Remedy(
    String base,
    String description,
    String place,
    String diff,
    String cause,
    double confidence,
    List<String> proof,
    List<String> doubts,
    Change change,
    CommitMessage message) {
  public Remedy {
    proof = List.copyOf(proof);
    doubts = List.copyOf(doubts);
    if (!(0 <= confidence && confidence <= 1)) {
      throw new IllegalArgumentException("a confidence is in [0, 1], not " + confidence);
    }
  }
}
