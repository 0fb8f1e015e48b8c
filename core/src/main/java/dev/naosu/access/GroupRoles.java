package dev.naosu.access;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Which role somebody has by the groups an identity provider names.
///
/// @param roles by the name of the group, exactly as the provider writes it
/// @param otherwise role of who is in none of them; empty when those are not let in
public record GroupRoles(Map<String, Role> roles, Optional<Role> otherwise) {
  public GroupRoles {
    roles = Map.copyOf(roles);
  }

  /// The highest role of the groups; empty when they give none.
  public Optional<Role> of(Collection<String> groups) {
    return groups.stream()
        .map(roles::get)
        .filter(Objects::nonNull)
        .max(Role::compareTo)
        .or(() -> otherwise);
  }
}
