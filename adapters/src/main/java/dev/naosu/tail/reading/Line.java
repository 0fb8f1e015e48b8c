package dev.naosu.tail.reading;

import java.time.Instant;
import java.util.Optional;

/// What a program wrote as one line, without what others wrapped around it.
///
/// @param at when it was taken down; empty when nobody noted that
/// @param ends false when the rest of it follows in another one
public record Line(String text, Optional<Instant> at, boolean ends) {

  static Line of(String text) {
    return new Line(text, Optional.empty(), true);
  }
}
