package dev.naosu.prove.safety;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A proposal on its way: shadowed, asked for, under way or done.
///
/// @param number 0 before it is kept
/// @param plan what was looked up before
/// @param mode in which it was taken up
/// @param words what became of it, in one sentence
/// @param doubts what speaks against it, one sentence each; shown to whoever is asked
/// @param by who approved it
/// @param proposed when it was taken up
/// @param began when it was begun to be done
/// @param ended when it was known what came of it
/// @param until while it is asked for, when the question expires; while it is under way, when
///   nobody is at it any more; afterwards, how long the change stands; empty when nothing stands
/// @param before what was measured of the target before it was begun, by vital; empty until then
/// @param owner which process has it
public record Deed(
    long number,
    Proposal proposal,
    Plan plan,
    Mode mode,
    Phase phase,
    String words,
    List<String> doubts,
    List<String> by,
    Instant proposed,
    Optional<Instant> began,
    Optional<Instant> ended,
    Optional<Instant> until,
    SortedMap<String, Double> before,
    String owner) {
  /// How far it has come.
  public enum Phase {
    SHADOWED("would have been done"),
    ASKED("waits for a word"),
    DENIED("refused by a person"),
    EXPIRED("nobody answered"),
    /// Things had changed when somebody said yes.
    STALE("asked anew: things had changed"),
    RUNNING("under way"),
    HELPED("helped"),
    NO_EFFECT("had no effect"),
    HARMED("made it worse"),
    BROKE("failed before it changed anything"),
    /// It is not known how much of it was done.
    HALF("half done"),
    /// naosu was stopped or ended meanwhile.
    STOPPED("stopped");

    private final String meaning;

    Phase(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }

    /// Whether it was begun and something came of it.
    public boolean isDone() {
      return this == HELPED || isFailure();
    }

    /// Whether it did not do what it was for.
    public boolean isFailure() {
      return this == NO_EFFECT || this == HARMED || this == BROKE || this == HALF;
    }
  }

  public Deed {
    doubts = List.copyOf(doubts);
    by = List.copyOf(by);
    before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
  }

  public String action() {
    return proposal.order().action();
  }

  public Target target() {
    return proposal.order().target();
  }

  public boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  /// Whether a change of it stands that ends with its lease.
  public boolean stands() {
    return phase != Phase.ASKED && phase != Phase.RUNNING && until.isPresent();
  }

  /// How long it took from its begin until it was known what came of it.
  public Optional<Duration> took() {
    return began.flatMap(from -> ended.map(to -> Duration.between(from, to)));
  }

  /// What was measured before it was begun.
  public Vitals vitalsBefore() {
    return new Vitals(target(), began.orElse(proposed), before);
  }

  /// What it is about, for the journal.
  public String subject() {
    return proposal.incident().isPresent()
        ? "incident " + proposal.incident().getAsLong()
        : target().toString();
  }

  public Deed numbered(long given) {
    return new Deed(
        given, proposal, plan, mode, phase, words, doubts, by, proposed, began, ended, until,
        before, owner);
  }

  /// A question that is asked no more, or a change that stands no more.
  public Deed in(Phase next, String said, Instant now) {
    return new Deed(
        number,
        proposal,
        plan,
        mode,
        next,
        said,
        doubts,
        by,
        proposed,
        began,
        Optional.of(now),
        Optional.empty(),
        before,
        owner);
  }

  /// Begun now.
  ///
  /// @param deadline when nobody is at it any more
  /// @param measured what was measured of the target just before
  public Deed begun(
      Plan fresh,
      List<String> approvers,
      Vitals measured,
      Instant now,
      Instant deadline,
      String who) {
    return new Deed(
        number,
        proposal,
        fresh,
        mode,
        Phase.RUNNING,
        "under way",
        doubts,
        approvers,
        proposed,
        Optional.of(now),
        Optional.empty(),
        Optional.of(deadline),
        measured.values(),
        who);
  }

  /// The change stands until then.
  public Deed leased(Instant end) {
    return new Deed(
        number,
        proposal,
        plan,
        mode,
        phase,
        words,
        doubts,
        by,
        proposed,
        began,
        ended,
        Optional.of(end),
        before,
        owner);
  }

  /// What stood was put back, or is left as it is.
  public Deed settled(Phase now, String said) {
    return new Deed(
        number,
        proposal,
        plan,
        mode,
        now,
        said,
        doubts,
        by,
        proposed,
        began,
        ended,
        Optional.empty(),
        before,
        owner);
  }
}
