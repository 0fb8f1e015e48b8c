package dev.naosu.prove.experiment;

import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What came of an experiment.
///
/// @param words in one sentence
/// @param faults as far as it came, in order
/// @param looks all measurements, oldest first
public record Trial(
    Experiment experiment,
    Instant began,
    Instant ended,
    Verdict verdict,
    String words,
    List<Done> faults,
    List<Look> looks) {
  public Trial {
    faults = List.copyOf(faults);
    looks = List.copyOf(looks);
  }

  /// How it ended. In every case everything was put back, but for [#STUCK].
  public enum Verdict {
    /// What must hold held, or was broken no longer than is tolerated.
    HELD,
    /// What must hold was broken for longer.
    DEVIATED,
    /// It did not come back to its steady state after everything was put back.
    NOT_RECOVERED,
    /// It was not steady before, or the experiment is not allowed now: nothing was done.
    NOT_BEGUN,
    /// Something could not be measured, or a fault could not be done.
    COULD_NOT_TELL,
    /// A fault could not be put back.
    STUCK,
    INTERRUPTED
  }

  /// When something was measured.
  public enum Moment {
    BEFORE,
    DURING,
    AFTER,
    AFTER_UNDO
  }

  /// One measurement of everything.
  ///
  /// @param holds of what must hold at that moment
  /// @param steady of the steady state, which may be broken while a fault acts
  /// @param broken expectations that did not hold, in words
  /// @param vitals by place, in the order of the experiment
  public record Look(
      Moment moment,
      Instant at,
      Truth holds,
      Truth steady,
      List<String> broken,
      List<Vitals> vitals) {
    public Look {
      broken = List.copyOf(broken);
      vitals = List.copyOf(vitals);
    }
  }

  /// One fault that was done.
  ///
  /// @param words what was done
  /// @param ended what was said when it was put back
  /// @param noticed after which time the steady state was first seen broken; empty when it never
  ///   was
  /// @param recovered time from the fault's begin until the steady state held again for good; empty
  ///   when it was never broken, or never held again
  public record Done(
      Fault fault,
      String words,
      Instant began,
      Instant over,
      String ended,
      Optional<Duration> noticed,
      Optional<Duration> recovered) {}
}
