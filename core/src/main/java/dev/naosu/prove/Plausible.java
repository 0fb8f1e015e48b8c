package dev.naosu.prove;

import dev.naosu.repair.Candidate;

/// A candidate that passed the failing tests and every passing test that runs the changed code.
///
/// @param rank how many candidates were tried before it
/// @param behaviour equal for candidates whose tests all took the same number of steps: they very
///   likely do the same
public record Plausible(Candidate candidate, int rank, long behaviour) {}
