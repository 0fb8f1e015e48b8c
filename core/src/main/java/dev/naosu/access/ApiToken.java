package dev.naosu.access;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// A secret that lets its holder in, as it is kept: only its hash is.
///
/// @param id not secret; part of the secret text, to find it by
/// @param name what it is called; of a session, the name of who signed in
/// @param digest SHA-256 of the secret text, 64 hexadecimal digits
/// @param expires from then on it is refused
/// @param by who made it; of a session that an identity provider vouched for, its issuer
/// @param openedWith id of the token a session was opened with; empty for other ways in
public record ApiToken(
    String id,
    Kind kind,
    String name,
    Role role,
    String digest,
    Instant created,
    Instant expires,
    String by,
    Optional<String> openedWith) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  /// Where a secret is good. None is good in another's place.
  public enum Kind {
    /// In requests of programs, until it expires or is revoked.
    API,
    /// In a browser's cookie, while somebody is signed in.
    SESSION,
    /// Once, to make the first person or the first API token.
    ONE_TIME
  }

  /// Whether an API token can be called that.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public boolean isExpired(Instant now) {
    return !now.isBefore(expires);
  }
}
