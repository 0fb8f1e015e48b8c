package dev.naosu.bench.trial;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Trial.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Numbers over all bugs.
///
/// @param ran bugs that were tried to the end
/// @param ended bugs whose engine a limit ended
/// @param correctFirst bugs whose first repair is correct
/// @param correctAny bugs with a correct repair among those shown
/// @param median time of healing, over bugs with a plausible repair
/// @param medianFirst time in the search to the first plausible candidate, over the same
public record Totals(
    int bugs,
    int ran,
    int ended,
    int plausible,
    int correctFirst,
    int correctAny,
    int undecidedFirst,
    Optional<Duration> median,
    Optional<Duration> medianFirst,
    double medianDecidedPerSecond) {
  public static Totals of(List<Trial> trials) {
    List<Trial> plausible = trials.stream().filter(Trial::isPlausible).toList();
    Stream<Duration> firsts =
        ran(plausible).flatMap(each -> each.measures().firstPlausible().stream());
    return new Totals(
        trials.size(),
        (int) ran(trials).count(),
        (int) trials.stream().filter(trial -> trial.result() instanceof Result.Ended).count(),
        plausible.size(),
        (int) trials.stream().filter(trial -> trial.first() == Verdict.CORRECT).count(),
        (int) trials.stream().filter(trial -> trial.best() == Verdict.CORRECT).count(),
        (int) trials.stream().filter(trial -> trial.first() == Verdict.UNDECIDED).count(),
        median(plausible.stream().map(Trial::took)),
        median(firsts),
        median(ran(trials).map(Result.Ran::measures).map(Trial.Measures::decidedPerSecond))
            .orElse(0.0));
  }

  private static Stream<Result.Ran> ran(List<Trial> trials) {
    return trials.stream()
        .map(Trial::result)
        .filter(Result.Ran.class::isInstance)
        .map(Result.Ran.class::cast);
  }

  /// The upper one of two in the middle; empty for none.
  static <T extends Comparable<T>> Optional<T> median(Stream<T> values) {
    List<T> sorted = values.sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }
}
