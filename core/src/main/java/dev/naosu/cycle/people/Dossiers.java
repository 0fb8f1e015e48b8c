package dev.naosu.cycle.people;

import dev.naosu.prove.safety.Deed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What runtime healing knows, for those who are told.
public interface Dossiers {
  /// How things stand now, by incident; those that there is something to say of.
  Map<Long, Dossier> byIncident();

  /// Actions that belong to no incident, and that people could have to hear of.
  List<Deed> alone();

  /// An action by its number; empty when it is forgotten.
  Optional<Deed> action(long number);

  /// What is asked about an action; empty unless it is asked for.
  Optional<Ask> ask(Deed deed);

  /// Where nothing is healed at runtime.
  static Dossiers none() {
    return new Dossiers() {
      @Override
      public Map<Long, Dossier> byIncident() {
        return Map.of();
      }

      @Override
      public List<Deed> alone() {
        return List.of();
      }

      @Override
      public Optional<Deed> action(long number) {
        return Optional.empty();
      }

      @Override
      public Optional<Ask> ask(Deed deed) {
        return Optional.empty();
      }
    };
  }
}
