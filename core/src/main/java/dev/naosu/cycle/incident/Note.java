package dev.naosu.cycle.incident;

import java.time.Instant;

/// One line of an incident's timeline.
///
/// @param actor `naosu`, or the name of a person
public record Note(Instant at, String actor, String text) {
  public static final String NAOSU = "naosu";
}
