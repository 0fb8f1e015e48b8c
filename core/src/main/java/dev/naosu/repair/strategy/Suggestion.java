package dev.naosu.repair.strategy;

import dev.naosu.repair.Candidate;

/// A candidate that a model thought of.
///
/// @param candidate its operator is `model:` and the strategy's name
/// @param model name of the model that wrote it
/// @param strategy name of the strategy that asked
/// @param independent whether it is a fresh sample, not a second try in a conversation that was
///   told of an earlier one: only such ones count as votes
public record Suggestion(Candidate candidate, String model, String strategy, boolean independent) {}
