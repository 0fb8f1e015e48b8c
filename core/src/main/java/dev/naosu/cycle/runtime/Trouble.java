package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One thing that is wrong with a target, from the moment a runbook's conditions held until it is
/// over.
///
/// @param id 0 as long as it is not kept
/// @param runbook by name
/// @param incidents that it belongs to, the first one first
/// @param began since when the conditions held
/// @param step of the runbook that comes next, or is under way; from 0
/// @param underWay whether the step was begun
/// @param request that a person is asked by; empty unless [Phase#ASKED]
/// @param tried what came of each step so far, one sentence each
/// @param changed when it last went from one phase to another
/// @param settled whether its incidents know how it stands
public record Trouble(
    long id,
    Target target,
    String environment,
    String runbook,
    List<Long> incidents,
    Instant began,
    Phase phase,
    int step,
    boolean underWay,
    Optional<String> request,
    List<String> tried,
    Instant changed,
    boolean settled) {
  private static final int MOST_TRIED = 50;

  /// How far it is.
  public enum Phase {
    /// Nothing was done yet; evidence comes first.
    NOTICED,
    /// The steps are taken.
    TREATED,
    /// A person is asked about a step.
    ASKED,
    /// What would have been done is recorded.
    SHADOWED,
    /// Naosu does nothing more about it.
    ESCALATED,
    /// Over: a step helped.
    HELPED,
    /// Over, and no step of naosu's is known to have done that.
    PASSED;

    public boolean isOver() {
      return this == HELPED || this == PASSED;
    }
  }

  public Trouble {
    incidents = List.copyOf(incidents);
    tried =
        tried.size() <= MOST_TRIED ? List.copyOf(tried) : List.copyOf(tried.subList(0, MOST_TRIED));
  }

  /// One that was just noticed.
  static Trouble noticed(
      Monitored monitored, String runbook, long incident, Instant began, Instant now) {
    return new Trouble(
        0,
        monitored.target(),
        monitored.environment(),
        runbook,
        List.of(incident),
        began,
        Phase.NOTICED,
        0,
        false,
        Optional.empty(),
        List.of(),
        now,
        true);
  }

  /// The same as it is kept.
  public Trouble numbered(long number) {
    return new Trouble(
        number,
        target,
        environment,
        runbook,
        incidents,
        began,
        phase,
        step,
        underWay,
        request,
        tried,
        changed,
        settled);
  }

  Trouble also(long incident) {
    return incidents.contains(incident)
        ? this
        : new Trouble(
            id,
            target,
            environment,
            runbook,
            Stream.concat(incidents.stream(), Stream.of(incident)).toList(),
            began,
            phase,
            step,
            underWay,
            request,
            tried,
            changed,
            settled);
  }

  /// In a phase that asks nobody.
  ///
  /// @param settled whether its incidents need not be told
  Trouble in(Phase next, Instant now, boolean settled) {
    return new Trouble(
        id,
        target,
        environment,
        runbook,
        incidents,
        began,
        next,
        step,
        false,
        Optional.empty(),
        tried,
        now,
        settled);
  }

  Trouble asking(String question, Instant now) {
    return new Trouble(
        id,
        target,
        environment,
        runbook,
        incidents,
        began,
        Phase.ASKED,
        step,
        false,
        Optional.of(question),
        tried,
        now,
        settled);
  }

  Trouble beginning() {
    return at(step, true, tried);
  }

  /// Not begun after all.
  Trouble waiting() {
    return at(step, false, tried);
  }

  Trouble tried(String what) {
    return at(step, false, Stream.concat(tried.stream(), Stream.of(what)).toList());
  }

  Trouble next() {
    return at(step + 1, false, tried);
  }

  private Trouble at(int step, boolean underWay, List<String> tried) {
    return new Trouble(
        id,
        target,
        environment,
        runbook,
        incidents,
        began,
        phase,
        step,
        underWay,
        request,
        tried,
        changed,
        settled);
  }

  Trouble told() {
    return new Trouble(
        id,
        target,
        environment,
        runbook,
        incidents,
        began,
        phase,
        step,
        underWay,
        request,
        tried,
        changed,
        true);
  }

  /// The first of its incidents.
  public long incident() {
    return incidents.getFirst();
  }
}
