package dev.naosu.cycle;

import dev.naosu.model.Usage;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.gate.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The models that are asked beside the templates.
///
/// @param proposers strategies in the order they are asked; none for templates alone
/// @param when they are asked
/// @param budget longest time for all of them together, on top of the search of the templates; no
///   new round begins after it
/// @param rules for what a model may change
/// @param used tokens that all of them have taken so far
public record Models(
    List<Proposer> proposers, When when, Duration budget, Rules rules, Supplier<Usage> used) {
  /// Templates alone.
  public static final Models NONE =
      new Models(List.of(), When.UNSURE, Duration.ZERO, Rules.USUAL, () -> Usage.NONE);

  /// Whether models are asked when templates found something.
  public enum When {
    /// When templates found no repair, or none that is sure (see [dev.naosu.prove.Repair#isSure]):
    /// a model costs money, and a sure repair needs no second opinion.
    UNSURE,
    /// Whatever templates found.
    ALWAYS
  }

  /// Rules for what a model may change in the sources of a case.
  @FunctionalInterface
  public interface Rules {
    /// Those that hold for every model.
    Rules USUAL = codebase -> new Gate(codebase, codebase.paths()::contains)::forbids;

    /// Why a candidate is refused; empty when it is not.
    Function<Candidate, Optional<String>> over(Codebase codebase);
  }

  public Models {
    proposers = List.copyOf(proposers);
  }
}
