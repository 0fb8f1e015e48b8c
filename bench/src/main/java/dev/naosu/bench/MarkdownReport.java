package dev.naosu.bench;

import dev.naosu.bench.Trial.JudgedRepair;
import dev.naosu.bench.Trial.Measures;
import dev.naosu.bench.Trial.Result;
import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// A report for people.
final class MarkdownReport {
  private static final String MEANING =
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

  private final StringBuilder text = new StringBuilder();
  private final Report report;

  private MarkdownReport(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    MarkdownReport writer = new MarkdownReport(report);
    writer.head();
    writer.bugs();
    writer.funnel();
    writer.repairs();
    return writer.text.toString();
  }

  private void head() {
    Machine machine = report.machine();
    line("# Bench: %s".formatted(report.manifest()));
    line("");
    line("- Date: %s".formatted(report.when()));
    line("- Command: `%s`".formatted(report.command()));
    line("- naosu: %s".formatted(machine.naosu()));
    line(
        "- Machine: %d cores, %d MB, %s, %s"
            .formatted(
                machine.cores(), machine.memoryMegabytes(), machine.jdk(), machine.system()));
    line("");
    Totals totals = Totals.of(report.trials());
    row("Bugs", "Could be run", "Plausible", "Correct, shown first", "Correct, any shown");
    row("---:", "---:", "---:", "---:", "---:");
    row(
        totals.bugs(),
        totals.ran(),
        totals.plausible(),
        totals.correctFirst(),
        totals.correctAny());
    line("");
    line(
        ("Median over bugs with a plausible repair: %s in all, %s from the start of the search to"
                + " the first plausible candidate. Median rate: %s candidates decided per second."
                + " First repairs whose correctness could not be decided: %d.")
            .formatted(
                time(totals.median()),
                time(totals.medianFirst()),
                number(totals.medianDecidedPerSecond()),
                totals.undecidedFirst()));
    line("");
    text.append(MEANING).append('\n');
  }

  private void bugs() {
    line("## Bugs");
    line("");
    row(
        "Bug",
        "Plausible",
        "First",
        "Any shown",
        "How judged (first)",
        "Operator",
        "To first plausible",
        "Total",
        "Generated",
        "Decided",
        "Decided/s");
    row("---", "---", "---", "---", "---", "---", "---:", "---:", "---:", "---:", "---:");
    for (Trial trial : report.trials()) {
      switch (trial.result()) {
        case Result.CouldNotRun not ->
            row(trial.id(), "could not run", "", "", not.why(), "", "", time(trial), "", "", "");
        case Result.Ran ran -> {
          Measures measures = ran.measures();
          Optional<JudgedRepair> first = ran.repairs().stream().findFirst();
          row(
              trial.id(),
              trial.isPlausible() ? "yes" : "no",
              word(trial.first()),
              word(trial.best()),
              first.map(repair -> how(repair.judgement())).orElse(ran.why()),
              first.map(JudgedRepair::operator).orElse(""),
              time(measures.firstPlausible()),
              time(trial),
              measures.funnel().generated(),
              measures.funnel().decided(),
              number(measures.decidedPerSecond()));
        }
      }
    }
    line("");
  }

  private void funnel() {
    line("## Funnel");
    line("");
    line("How the candidates died. Every decided candidate is counted once.");
    line("");
    row(
        "Bug",
        "Generated",
        "Duplicate",
        "Ill-typed",
        "Pruned",
        "Failing test still fails",
        "Breaks a covering test",
        "Breaks the suite",
        "Plausible",
        "Undecided",
        "Classes",
        "Upheld",
        "Shown");
    row(
        "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:",
        "---:", "---:");
    List<Funnel> funnels =
        report.trials().stream().flatMap(trial -> funnel(trial).stream()).toList();
    for (Trial trial : report.trials()) {
      funnel(trial).ifPresent(funnel -> row(trial.id(), funnel));
    }
    row("**all**", funnels.stream().reduce(Funnel.EMPTY, Funnel::and));
    line("");
  }

  private static Optional<Funnel> funnel(Trial trial) {
    return trial.result() instanceof Result.Ran ran
        ? Optional.of(ran.measures().funnel())
        : Optional.empty();
  }

  private void row(String id, Funnel funnel) {
    row(
        id,
        funnel.generated(),
        funnel.duplicate(),
        funnel.illTyped(),
        funnel.pruned(),
        funnel.killedByFailing(),
        funnel.killedByCovering(),
        funnel.killedBySuite(),
        funnel.plausible(),
        funnel.undecided(),
        funnel.classes(),
        funnel.upheld(),
        funnel.shown());
  }

  private void repairs() {
    line("## Repairs");
    line("");
    for (Trial trial : report.trials()) {
      if (trial.result() instanceof Result.Ran ran) {
        IntStream.range(0, ran.repairs().size())
            .forEach(i -> repair(trial.id(), i + 1, ran.repairs().get(i)));
      }
    }
  }

  private void repair(String id, int number, JudgedRepair repair) {
    line("### %s, repair %d: %s".formatted(id, number, word(repair.judgement().verdict())));
    line("");
    line(
        "%s (%s). %s.".formatted(repair.description(), repair.operator(), how(repair.judgement())));
    line("");
    for (String example : repair.judgement().counterexamples()) {
      line("- %s".formatted(example.replace("|", "\\|").replace("\n", " ")));
    }
    if (!repair.judgement().counterexamples().isEmpty()) {
      line("");
    }
    line("```diff");
    text.append(repair.diff());
    line("```");
    line("");
  }

  private static String how(Judgement judgement) {
    return judgement.inContract() == 0
        ? judgement.how()
        : "%s (%d inputs; %d more out of contract)"
            .formatted(judgement.how(), judgement.inContract(), judgement.outOfContract());
  }

  static String word(Verdict verdict) {
    return switch (verdict) {
      case CORRECT -> "correct";
      case PLAUSIBLE_ONLY -> "plausible only";
      case UNDECIDED -> "undecided";
      case NOT_FIXED -> "not fixed";
    };
  }

  private static String time(Trial trial) {
    return time(Optional.of(trial.took()));
  }

  private static String time(Optional<Duration> time) {
    return time.map(t -> number(t.toMillis() / 1000.0) + " s").orElse("–");
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private void row(Object... cells) {
    text.append('|');
    for (Object cell : cells) {
      text.append(' ')
          .append(String.valueOf(cell).replace("|", "\\|").replace("\n", " "))
          .append(" |");
    }
    text.append('\n');
  }

  private void line(String written) {
    text.append(written).append('\n');
  }
}
