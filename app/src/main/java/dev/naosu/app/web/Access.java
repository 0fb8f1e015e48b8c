package dev.naosu.app.web;

import dev.naosu.access.Role;

/// Who may use a route. Every route says it; there is no other way to be open.
public sealed interface Access {
  /// Everybody.
  ///
  /// @param why in a few words
  record Open(String why) implements Access {}

  /// Who has this role, or a higher one.
  record Needs(Role role) implements Access {}

  static Access needs(Role role) {
    return new Needs(role);
  }

  static Access open(String why) {
    return new Open(why);
  }
}
