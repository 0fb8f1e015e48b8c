package dev.naosu.cycle.incident;

import dev.naosu.access.Role;

/// How many different people have to approve.
///
/// @param people from 1
/// @param role that each of them has, or a higher one
public record Quorum(int people, Role role) {
  public Quorum {
    if (people < 1) {
      throw new IllegalArgumentException("somebody has to approve, not " + people);
    }
    if (!role.covers(Role.APPROVER)) {
      throw new IllegalArgumentException("who approves is an approver or an admin, not " + role);
    }
  }

  /// In words, such as `2 people with the role approver`.
  public String words() {
    return (people == 1 ? "1 person" : people + " people") + " with the role " + role.word();
  }
}
