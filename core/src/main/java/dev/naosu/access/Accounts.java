package dev.naosu.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps people and tokens, across restarts and for several processes at once. Every method is one
/// transaction: it happens whole or not at all.
public interface Accounts {
  /// @return false, with nothing changed, when there is somebody of that name
  boolean add(Person person);

  Optional<Person> person(String name);

  /// By name.
  List<Person> people();

  /// Removes somebody, and the sessions of that name.
  ///
  /// @return false when there was nobody of that name
  boolean remove(String name);

  /// @throws IllegalArgumentException when there is one with that id
  void add(ApiToken token);

  Optional<ApiToken> token(String id);

  /// Of one kind, the latest first.
  List<ApiToken> tokens(ApiToken.Kind kind);

  /// Removes a token, and the sessions that were opened with it.
  ///
  /// @return true for exactly one of those who remove the same token at the same time
  boolean revoke(String id);

  /// Removes the tokens that expired before then.
  void forget(Instant before);
}
