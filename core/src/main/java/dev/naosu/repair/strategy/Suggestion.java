package dev.naosu.repair.strategy;

import dev.naosu.repair.Candidate;
import java.util.List;

/// A candidate that a model thought of.
///
/// @param candidate its operator is `model:` and the strategy's name
/// @param model name of the model that wrote it
/// @param strategy name of the strategy that asked
/// @param independent whether it is a fresh sample, not a second try in a conversation that was
///   told of an earlier one: only such ones count as votes
/// @param objections what a reviewing model has against it, or the side effects it admits: they can
///   only lower confidence. Text from outside
public record Suggestion(
    Candidate candidate,
    String model,
    String strategy,
    boolean independent,
    List<String> objections) {
  public Suggestion {
    objections = List.copyOf(objections);
  }

  public Suggestion(Candidate candidate, String model, String strategy, boolean independent) {
    this(candidate, model, strategy, independent, List.of());
  }
}
