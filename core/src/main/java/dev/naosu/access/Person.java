package dev.naosu.access;

import java.util.regex.Pattern;

/// Somebody who signs in with a password.
///
/// @param name small letters, digits and `. _ @ -`, at most 64; the journal says it
/// @param password hashed, as [Passwords] writes it
public record Person(String name, Role role, String password) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

  public Person {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a person: " + name);
    }
  }

  /// Whether somebody can be called that. The name of naosu itself is taken.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.equals("naosu");
  }

  /// Without the password.
  @Override
  public String toString() {
    return name + " (" + role.word() + ")";
  }
}
