package dev.naosu.cycle.incident;

import dev.naosu.access.Role;

/// Who decides about a repair.
///
/// @param name as the journal says it, such as `ada` or `token:ci`
/// @param human who answers for it: of a token, who has made it, so that somebody and their token
///   are one person; otherwise the name
public record Decider(String name, String human, Role role) {
  /// Somebody who speaks for themselves, and may.
  public static Decider approver(String name) {
    return new Decider(name, name, Role.APPROVER);
  }
}
