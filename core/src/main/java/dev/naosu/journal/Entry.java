package dev.naosu.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// One decision, as it is told to the journal.
///
/// Texts may come from the patient and stay hostile. U+0000 and halves of surrogate pairs, which
/// neither UTF-8 nor a database can hold, are replaced by U+FFFD.
///
/// @param key unique within the journal: a step that is run again after a crash tells the same
///   entry with the same key, and it is written once
/// @param at cut to microseconds, which is what a database keeps
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
    key = keepable(key);
    at = at.truncatedTo(ChronoUnit.MICROS);
    actor = keepable(actor);
    action = keepable(action);
    subject = keepable(subject);
    detail = keepable(detail);
    inputs = inputs.stream().map(Entry::keepable).toList();
    if (key.isBlank() || actor.isBlank() || action.isBlank()) {
      throw new IllegalArgumentException("an entry has a key, an actor and an action");
    }
  }

  private static String keepable(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point == 0 || isHalf(point) ? '\ufffd' : point)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
