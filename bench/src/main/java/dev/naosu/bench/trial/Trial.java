package dev.naosu.bench.trial;

import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One bug, tried once.
///
/// @param group bugs of one project; a fit of the confidence never sees the group it is tested on
/// @param took wall time of healing, without judging
/// @param memory of the engine at its peak; empty when it did not live to tell
public record Trial(
    String id, String group, Result result, Duration took, Optional<Memory> memory) {
  /// What came of it.
  public sealed interface Result {
    /// Healing could not even begin, or broke down.
    record CouldNotRun(String why) implements Result {}

    /// The limit on time or memory ended the engine.
    record Ended(String why) implements Result {}

    /// @param repairs best first; empty when none was found
    /// @param why nothing was repaired; empty when something was
    /// @param reference the diff of the maintainers' fix; empty when there is none
    record Ran(List<JudgedRepair> repairs, String why, Measures measures, String reference)
        implements Result {
      public Ran {
        repairs = List.copyOf(repairs);
      }
    }
  }

  /// @param operator that made it
  /// @param description what it does
  /// @param features what the confidence may be computed from, by name
  /// @param label what a person says about it
  public record JudgedRepair(
      String operator,
      String description,
      String diff,
      double confidence,
      Map<String, Double> features,
      Judgement judgement,
      Optional<Label> label) {
    public JudgedRepair {
      features = Collections.unmodifiableMap(new TreeMap<>(features));
    }

    /// A person's word goes before the judge's.
    public Verdict verdict() {
      return label.flatMap(Label::verdict).orElse(judgement.verdict());
    }

    public JudgedRepair labelled(Label by) {
      return new JudgedRepair(
          operator, description, diff, confidence, features, judgement, Optional.of(by));
    }
  }

  /// @param tests size of the suite
  /// @param firstPlausible time from the start of the search to the first plausible candidate
  /// @param searched time the search took
  public record Measures(
      int tests,
      int failing,
      Funnel funnel,
      Effort effort,
      Optional<Duration> firstPlausible,
      Duration searched) {
    /// Candidates decided in a second of searching.
    public double decidedPerSecond() {
      return searched.isZero() ? 0 : funnel.decided() * 1000.0 / Math.max(1, searched.toMillis());
    }
  }

  public boolean isPlausible() {
    return result instanceof Result.Ran ran && !ran.repairs().isEmpty();
  }

  /// The repair shown first.
  public Optional<JudgedRepair> shownFirst() {
    return result instanceof Result.Ran ran ? ran.repairs().stream().findFirst() : Optional.empty();
  }

  /// The verdict on the repair shown first.
  public Verdict first() {
    return shownFirst().map(JudgedRepair::verdict).orElse(Verdict.NOT_FIXED);
  }

  /// The best verdict on any repair shown.
  public Verdict best() {
    return result instanceof Result.Ran ran
        ? ran.repairs().stream()
            .map(JudgedRepair::verdict)
            .min(Verdict::compareTo)
            .orElse(Verdict.NOT_FIXED)
        : Verdict.NOT_FIXED;
  }

  public Optional<Measures> measures() {
    return result instanceof Result.Ran ran ? Optional.of(ran.measures()) : Optional.empty();
  }
}
