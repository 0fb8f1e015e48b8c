package dev.naosu.cycle.incident;

import java.time.Instant;
import java.util.Optional;

/// One attempt at healing an incident.
///
/// @param number from 1
/// @param result in one sentence
/// @param learnt what the next attempt should know: the diff of a repair that was refused; empty
///   when nothing was found
/// @param report everything that was found, as the JSON object of `naosu heal --json`
public record Attempt(
    int number,
    Instant began,
    Instant ended,
    String result,
    Optional<String> learnt,
    Optional<String> report) {}
