package dev.naosu.app.console;

import dev.naosu.access.Role;
import java.util.List;

/// Who may do what.
///
/// @param guests signed in because an identity provider vouches for them
/// @param secret of a token that was just made, shown once; empty otherwise
/// @param trouble why what was asked for was not done; empty otherwise
public record AccessView(
    List<Token> tokens, List<Person> people, List<Guest> guests, String secret, String trouble) {
  public AccessView {
    tokens = List.copyOf(tokens);
    people = List.copyOf(people);
    guests = List.copyOf(guests);
  }

  public record Token(
      String id, String name, String role, Moment made, Moment ends, boolean isOver, String by) {}

  public record Person(String name, String role) {}

  /// @param by who vouches for them
  public record Guest(String name, String role, String by, Moment ends) {}

  /// What can be chosen, the least first.
  public List<String> roles() {
    return List.of(Role.values()).stream().map(Role::word).toList();
  }
}
