package dev.naosu.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What somebody may do. Each role may do what the ones before it may.
public enum Role {
  /// Looks at everything.
  VIEWER,
  /// Sends signals, stops naosu, ends incidents.
  OPERATOR,
  /// Decides about repairs, lets naosu go on.
  APPROVER,
  /// Says who else may do what.
  ADMIN;

  /// Whether who has this role may do what the other one is needed for.
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /// As it is written in requests and on pages, such as `viewer`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role of that word; empty when there is none.
  public static Optional<Role> of(String word) {
    return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
