package dev.naosu.app.console;

import dev.naosu.access.Role;
import java.util.List;

/// Who may do what.
///
/// @param secret of a token that was just made, shown once; empty otherwise
/// @param trouble why what was asked for was not done; empty otherwise
public record AccessView(List<Token> tokens, List<Person> people, String secret, String trouble) {
  public AccessView {
    tokens = List.copyOf(tokens);
    people = List.copyOf(people);
  }

  public record Token(
      String id, String name, String role, Moment made, Moment ends, boolean isOver, String by) {}

  public record Person(String name, String role) {}

  /// What can be chosen, the least first.
  public List<String> roles() {
    return List.of(Role.values()).stream().map(Role::word).toList();
  }
}
