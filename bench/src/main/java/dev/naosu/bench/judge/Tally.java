package dev.naosu.bench.judge;

import java.util.List;

/// What replaying came to.
///
/// @param inContract inputs on which the reference ends as it should, different ones only
/// @param outOfContract inputs on which the reference itself throws or does not end
/// @param impossible inputs that could not be made, or whose results not be taken down
/// @param unstable inputs on which the reference differs from itself
/// @param differences the first ones, in words
/// @param trouble why replaying ended early; empty when it did not
public record Tally(
    int inContract,
    int outOfContract,
    int impossible,
    int unstable,
    List<String> differences,
    String trouble) {
  public Tally {
    differences = List.copyOf(differences);
  }
}
