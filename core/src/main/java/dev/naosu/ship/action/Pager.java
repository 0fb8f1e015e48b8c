package dev.naosu.ship.action;

import java.util.OptionalLong;

/// Calls a person.
@FunctionalInterface
public interface Pager {
  /// Does not fail: when nobody can be reached, the next one who looks is told.
  ///
  /// @param subject what it is about, such as a target
  /// @param words in one sentence
  /// @param incident that it belongs to
  void page(String subject, String words, OptionalLong incident);
}
