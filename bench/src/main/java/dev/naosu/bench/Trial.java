package dev.naosu.bench;

import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One bug, tried once.
///
/// @param took wall time of healing, without judging
record Trial(String id, Result result, Duration took) {
  /// What came of it.
  sealed interface Result {
    /// Healing could not even begin, or broke down.
    record CouldNotRun(String why) implements Result {}

    /// @param repairs best first; empty when none was found
    /// @param why nothing was repaired; empty when something was
    record Ran(List<JudgedRepair> repairs, String why, Measures measures) implements Result {
      public Ran {
        repairs = List.copyOf(repairs);
      }
    }
  }

  /// @param operator that made it
  /// @param description what it does
  record JudgedRepair(
      String operator, String description, String diff, double confidence, Judgement judgement) {}

  /// @param tests size of the suite
  /// @param firstPlausible time from the start of the search to the first plausible candidate
  /// @param searched time the search took
  record Measures(
      int tests, int failing, Funnel funnel, Optional<Duration> firstPlausible, Duration searched) {
    /// Candidates decided in a second of searching.
    double decidedPerSecond() {
      return searched.isZero() ? 0 : funnel.decided() * 1000.0 / Math.max(1, searched.toMillis());
    }
  }

  boolean isPlausible() {
    return result instanceof Result.Ran ran && !ran.repairs().isEmpty();
  }

  /// The verdict on the repair shown first.
  Verdict first() {
    return result instanceof Result.Ran ran && !ran.repairs().isEmpty()
        ? ran.repairs().getFirst().judgement().verdict()
        : Verdict.NOT_FIXED;
  }

  /// The best verdict on any repair shown.
  Verdict best() {
    return result instanceof Result.Ran ran
        ? ran.repairs().stream()
            .map(repair -> repair.judgement().verdict())
            .min(Verdict::compareTo)
            .orElse(Verdict.NOT_FIXED)
        : Verdict.NOT_FIXED;
  }
}
