package dev.naosu.prove.safety;

import dev.naosu.repair.runbook.Order;
import java.util.List;

/// What safety would like to know of the past; answered by whoever has learned it.
public interface Standing {
  /// More than this an action may not do of itself on that service.
  Mode most(Order order);

  /// Modes that people have set, which count before those of the configuration.
  List<Modes.Rule> set();

  /// Where nobody has learned anything.
  static Standing none() {
    return new Standing() {
      @Override
      public Mode most(Order order) {
        return Mode.AUTO;
      }

      @Override
      public List<Modes.Rule> set() {
        return List.of();
      }
    };
  }
}
