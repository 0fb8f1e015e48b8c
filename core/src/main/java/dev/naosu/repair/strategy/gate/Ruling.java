package dev.naosu.repair.strategy.gate;

import java.util.List;

/// What the gate says of a patch.
public sealed interface Ruling {
  /// It may be compiled and tried, which says nothing about whether it is right.
  ///
  /// @param doubts what a person who looks at it should know; may be empty
  record Allowed(List<String> doubts) implements Ruling {
    public Allowed {
      doubts = List.copyOf(doubts);
    }
  }

  /// It is thrown away.
  ///
  /// @param why with the place, for people and for a model; may quote its code
  record Forbidden(Rule rule, String why) implements Ruling {}
}
