package dev.naosu.journal;

import java.time.Instant;
import java.util.List;

/// One decision, as it is told to the journal.
///
/// @param key unique within the journal: a step that is run again after a crash tells the same
///   entry with the same key, and it is written once
/// @param actor `naosu`, or the name of a person
/// @param action what was done or decided
/// @param subject what it is about, such as `incident 7`
/// @param detail in words; may be empty
/// @param inputs hashes of what the decision was made from; may be empty
public record Entry(
    String key,
    Instant at,
    String actor,
    String action,
    String subject,
    String detail,
    List<String> inputs) {
  public Entry {
    inputs = List.copyOf(inputs);
    if (key.isBlank() || actor.isBlank() || action.isBlank()) {
      throw new IllegalArgumentException("an entry has a key, an actor and an action");
    }
  }
}
