package dev.naosu.app.web;

import dev.naosu.access.Role;

/// Who may use a route. Every route says it; there is no other way to be open.
public sealed interface Access {
  /// Everybody.
  ///
  /// @param why in a few words
  record Open(String why) implements Access {}

  /// Who has this role, or a higher one.
  record Needs(Role role, Badge badge) implements Access {}

  /// Whoever has signed what is sent, with a secret that both sides know. No token and no session
  /// counts there; the decoder of the route looks at the signature before anything else.
  ///
  /// @param how in a few words
  record Signed(String how) implements Access {}

  /// Where a program shows its token.
  enum Badge {
    /// In `Authorization: Bearer`.
    BEARER,
    /// There, or where an SDK of Sentry has the public key of its DSN.
    SENTRY
  }

  static Access needs(Role role) {
    return new Needs(role, Badge.BEARER);
  }

  /// From an SDK of Sentry.
  static Access needsFromSentry(Role role) {
    return new Needs(role, Badge.SENTRY);
  }

  static Access open(String why) {
    return new Open(why);
  }

  static Access signed(String how) {
    return new Signed(how);
  }
}
