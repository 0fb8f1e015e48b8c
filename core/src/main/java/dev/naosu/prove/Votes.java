package dev.naosu.prove;

import java.util.List;
import java.util.stream.Stream;

/// Which models are for a candidate, and what they have against it.
///
/// @param votes independent samples that say the same, or have the same bytecode
/// @param of independent samples in all, those that failed too
/// @param voices different models and strategies among those votes
/// @param models that wrote it, each once
/// @param strategies that asked for it, each once
/// @param objections of reviewing models: text from outside, which can only lower confidence
/// @param doubts what the rules for models make of it, which can only lower confidence
public record Votes(
    int votes,
    int of,
    int voices,
    List<String> models,
    List<String> strategies,
    List<String> objections,
    List<String> doubts) {
  public Votes {
    models = List.copyOf(models);
    strategies = List.copyOf(strategies);
    objections = List.copyOf(objections);
    doubts = List.copyOf(doubts);
  }

  /// Those of candidates that do the same, taken together.
  ///
  /// @param other of the same samples
  Votes and(Votes other) {
    return new Votes(
        votes + other.votes,
        Math.max(of, other.of),
        Math.max(voices, other.voices),
        joined(models, other.models),
        joined(strategies, other.strategies),
        joined(objections, other.objections),
        joined(doubts, other.doubts));
  }

  private static List<String> joined(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }

  /// Share of the independent samples, in [0, 1].
  public double share() {
    return of == 0 ? 0 : (double) votes / of;
  }
}
