package dev.naosu.cycle;

import dev.naosu.model.Usage;
import dev.naosu.prove.Tryout;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.gate.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    Rules USUAL =
        (codebase, tests) -> new Gated(new Gate(codebase, codebase.paths()::contains), tests);

    /// @param tests source texts of the failing tests
    Tryout.Rules over(Codebase codebase, List<String> tests);
  }

  private record Gated(Gate gate, List<String> tests) implements Tryout.Rules {
    @Override
    public Optional<String> forbids(Candidate candidate) {
      return gate.forbids(candidate);
    }

    @Override
    public List<String> doubts(Candidate candidate) {
      return gate.doubts(candidate, tests);
    }
  }

  public Models {
    proposers = List.copyOf(proposers);
  }
}
