package dev.naosu.app.web;

import dev.naosu.access.Accounts;
import dev.naosu.access.ApiToken;
import dev.naosu.access.Person;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Accounts for as long as a test runs.
public final class MemoryAccounts implements Accounts {
  private final TreeMap<String, Person> people = new TreeMap<>();
  private final TreeMap<String, ApiToken> tokens = new TreeMap<>();

  @Override
  public synchronized boolean add(Person person) {
    return people.putIfAbsent(person.name(), person) == null;
  }

  @Override
  public synchronized Optional<Person> person(String name) {
    return Optional.ofNullable(people.get(name));
  }

  @Override
  public synchronized List<Person> people() {
    return List.copyOf(people.values());
  }

  @Override
  public synchronized boolean remove(String name) {
    tokens
        .values()
        .removeIf(each -> each.kind() == ApiToken.Kind.SESSION && each.name().equals(name));
    return people.remove(name) != null;
  }

  @Override
  public synchronized void add(ApiToken token) {
    if (tokens.putIfAbsent(token.id(), token) != null) {
      throw new IllegalArgumentException("there is a token " + token.id());
    }
  }

  @Override
  public synchronized Optional<ApiToken> token(String id) {
    return Optional.ofNullable(tokens.get(id));
  }

  @Override
  public synchronized List<ApiToken> tokens(ApiToken.Kind kind) {
    return tokens.values().stream()
        .filter(each -> each.kind() == kind)
        .sorted(Comparator.comparing(ApiToken::created).reversed())
        .toList();
  }

  @Override
  public synchronized boolean revoke(String id) {
    tokens.values().removeIf(each -> each.openedWith().equals(Optional.of(id)));
    return tokens.remove(id) != null;
  }

  @Override
  public synchronized void forget(Instant before) {
    tokens.values().removeIf(each -> each.expires().isBefore(before));
  }
}
