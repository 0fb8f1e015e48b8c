package dev.naosu.cycle;

import dev.naosu.model.Usage;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.List;

/// What asking models came to.
///
/// @param strategies in the order they were asked; empty when none was
/// @param funnel how their suggestions fared, all together; `illTyped` are those that rules or the
///   compiler refused, `duplicate` those that said the same as an earlier one
/// @param used tokens
/// @param waiting time for models to answer
/// @param working time in compilers and tests on their suggestions
public record Asked(
    List<Strategy> strategies, Funnel funnel, Usage used, Duration waiting, Duration working) {
  public static final Asked NOBODY =
      new Asked(List.of(), Funnel.EMPTY, Usage.NONE, Duration.ZERO, Duration.ZERO);

  public Asked {
    strategies = List.copyOf(strategies);
  }

  /// One strategy on the case.
  ///
  /// @param suggestions that it made
  /// @param plausible those that passed their tests
  /// @param why it said no more, when it had not said all; else empty
  public record Strategy(String name, int suggestions, int plausible, String why) {}
}
