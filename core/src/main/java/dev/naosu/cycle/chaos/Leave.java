package dev.naosu.cycle.chaos;

import dev.naosu.prove.experiment.Experiment;
import java.util.List;
import java.util.Optional;

/// Whether an experiment may be made.
public interface Leave {
  /// Why it may not begin now, in one sentence; empty when it may. What is not known forbids it.
  Optional<String> refusal(Experiment experiment);

  /// Why one that is under way has to stop.
  Optional<String> halt();

  /// Nothing forbids it.
  static Leave free() {
    return of(_ -> Optional.empty());
  }

  /// Asked once, before it begins.
  @FunctionalInterface
  interface Rule {
    Optional<String> refusal(Experiment experiment);
  }

  static Leave of(Rule rule) {
    return new Leave() {
      @Override
      public Optional<String> refusal(Experiment experiment) {
        return rule.refusal(experiment);
      }

      @Override
      public Optional<String> halt() {
        return Optional.empty();
      }
    };
  }

  /// All of them must permit it.
  static Leave all(List<Leave> all) {
    List<Leave> each = List.copyOf(all);
    return new Leave() {
      @Override
      public Optional<String> refusal(Experiment experiment) {
        return each.stream().flatMap(one -> one.refusal(experiment).stream()).findFirst();
      }

      @Override
      public Optional<String> halt() {
        return each.stream().flatMap(one -> one.halt().stream()).findFirst();
      }
    };
  }
}
