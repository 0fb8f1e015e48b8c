package dev.naosu.access;

/// Who is asking, as far as it was proven.
///
/// @param name of a person, or of a token with `token:` before it; the journal says it
/// @param token id of the token that proved it
public record Visitor(String name, Role role, String token) {}
