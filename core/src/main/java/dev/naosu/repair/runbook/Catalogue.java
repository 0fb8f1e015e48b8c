package dev.naosu.repair.runbook;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All actions there are, by name. Nothing else can be done.
public final class Catalogue {
  private final SortedMap<String, Action> actions;

  /// @throws IllegalArgumentException when two have the same name
  public Catalogue(Collection<? extends Action> actions) {
    SortedMap<String, Action> byName = new TreeMap<>();
    for (Action each : actions) {
      if (byName.put(each.traits().name(), each) != null) {
        throw new IllegalArgumentException("two actions are called " + each.traits().name());
      }
    }
    this.actions = Collections.unmodifiableSortedMap(byName);
  }

  public Optional<Action> find(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  public List<Traits> traits() {
    return actions.values().stream().map(Action::traits).toList();
  }
}
