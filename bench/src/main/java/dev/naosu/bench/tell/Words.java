package dev.naosu.bench.tell;

import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Memory;
import dev.naosu.bench.trial.Settings;
import dev.naosu.bench.trial.Speed;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How the reports put things.
public final class Words {
  static final String MEANING =
      """
      A repair is *plausible* when every test of the project passes with it. It is *correct* when \
      the methods it changes have the same text as in the maintainers' fix (comments and white \
      space apart), or when both versions behave the same on at least 50 different inputs: those \
      the project's tests really used, and up to 2,000 made from them by small changes. Compared \
      are result, exception, printed text, and the state of receiver and arguments afterwards. \
      Inputs on which the maintainers' fix itself throws or does not end are left out, unless a \
      test uses them; and the inputs must tell the bug from the fix. "Same behaviour" is evidence, \
      not proof: an input that nobody tried may still differ. *Undecided* counts as not correct.
      """;

  private Words() {}

  public static String verdict(Verdict verdict) {
    return switch (verdict) {
      case CORRECT -> "correct";
      case PLAUSIBLE_ONLY -> "plausible only";
      case UNDECIDED -> "undecided";
      case NOT_FIXED -> "not fixed";
    };
  }

  /// A person's word says that it is one.
  public static String verdict(JudgedRepair repair) {
    return verdict(repair.verdict())
        + (repair.label().flatMap(Label::verdict).isPresent() ? ", labelled by a person" : "");
  }

  public static String how(Judgement judgement) {
    return judgement.inContract() == 0
        ? judgement.how()
        : "%s (%d inputs; %d more out of contract)"
            .formatted(judgement.how(), judgement.inContract(), judgement.outOfContract());
  }

  static String time(Duration time) {
    return number(time.toMillis() / 1000.0) + " s";
  }

  static String time(Optional<Duration> time) {
    return time.map(Words::time).orElse("–");
  }

  static String number(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  static String hundredths(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String memory(Optional<Memory> memory) {
    return memory
        .map(
            peak ->
                peak.heapMegabytes()
                    + peak.residentMegabytes().map(resident -> " / " + resident).orElse("")
                    + " MB")
        .orElse("–");
  }

  static String settings(Settings settings) {
    return ("budget %s, %d workers per bug, %d at the same time, heap %d MB,"
            + " at most %s on top of the budget")
        .formatted(
            time(settings.budget()),
            settings.workers(),
            settings.parallel(),
            settings.heapMegabytes(),
            time(settings.allowance()));
  }

  public static String answer(Label.Answer answer) {
    return switch (answer) {
      case CORRECT -> "correct";
      case OVERFITTING -> "overfitting";
      case UNSURE -> "unsure";
    };
  }

  static String range(Calibration.Bin bin) {
    return String.format(Locale.ROOT, "%.1f to %.1f", bin.from(), bin.from() + 0.1);
  }

  static String calibration(Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "expected calibration error %.3f (10 bins; a perfect confidence would show %.3f with so few by"
            + " chance), Brier score %.3f. With a confidence of at least 0.9: %d, of which %s"
            + " correct.",
        calibration.ece(),
        calibration.eceByChance(),
        calibration.brier(),
        calibration.sure(),
        calibration.sure() == 0
            ? "none"
            : "%d (%s)"
                .formatted(
                    calibration.sureCorrect(),
                    percent((double) calibration.sureCorrect() / calibration.sure())));
  }

  static String speed(Speed.Medians medians) {
    return ("Medians over the %d bugs that were searched for: %s candidates decided per second and"
            + " core, %s of the decided ones refused by the compiler, engine peak memory %s MB of"
            + " heap after a collection and %s MB resident. A core is a thread of the search.")
        .formatted(
            medians.bugs(),
            medians.perSecondPerCore().map(Words::number).orElse("–"),
            medians.rejectRate().map(Words::percent).orElse("–"),
            medians.heapMegabytes().map(String::valueOf).orElse("–"),
            medians.residentMegabytes().map(String::valueOf).orElse("–"));
  }

  static String part(Speed.Part part) {
    return switch (part) {
      case GENERATING -> "generating";
      case COMPILING -> "compiling";
      case PRUNING -> "pruning";
      case RUNNING -> "running tests";
      case REST -> "rest";
    };
  }
}
