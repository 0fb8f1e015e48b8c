package dev.naosu.app.web;

import dev.naosu.access.Role;
import java.util.Optional;

/// Somebody whom naosu reaches elsewhere, as the configuration says.
///
/// @param name the same as they sign in with here, so that they count once
/// @param slack id of the user there
/// @param mail address
public record Colleague(String name, Role role, Optional<String> slack, Optional<String> mail) {}
