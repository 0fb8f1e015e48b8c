package dev.naosu.bench.tell;

import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Machine;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Speed;
import dev.naosu.bench.trial.Totals;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.prove.Funnel;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A report for people.
public final class MarkdownReport {
  private final StringBuilder text = new StringBuilder();
  private final Report report;

  private MarkdownReport(Report report) {
    this.report = report;
  }

  public static String of(Report report) {
    MarkdownReport writer = new MarkdownReport(report);
    writer.head();
    writer.bugs();
    writer.calibration();
    writer.funnel();
    writer.speed();
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
    line("- Settings: %s".formatted(Words.settings(report.settings())));
    line("");
    Totals totals = Totals.of(report.trials());
    if (report.trials().size() < report.of()) {
      line("**Not finished: %d of %d bugs.**".formatted(report.trials().size(), report.of()));
      line("");
    }
    row(
        "Bugs",
        "Could be run",
        "Ended by a limit",
        "Plausible",
        "Correct, shown first",
        "Correct, any shown");
    row("---:", "---:", "---:", "---:", "---:", "---:");
    row(
        totals.bugs(),
        totals.ran(),
        totals.ended(),
        totals.plausible(),
        totals.correctFirst(),
        totals.correctAny());
    line("");
    line(
        ("Median over bugs with a plausible repair: %s in all, %s from the start of the search to"
                + " the first plausible candidate. Median rate: %s candidates decided per second."
                + " First repairs whose correctness could not be decided: %d.")
            .formatted(
                Words.time(totals.median()),
                Words.time(totals.medianFirst()),
                Words.number(totals.medianDecidedPerSecond()),
                totals.undecidedFirst()));
    line("");
    text.append(Words.MEANING).append('\n');
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
        case Result.Ended ended ->
            row(trial.id(), "ended", "", "", ended.why(), "", "", time(trial), "", "", "");
        case Result.Ran ran -> {
          Measures measures = ran.measures();
          Optional<JudgedRepair> first = ran.repairs().stream().findFirst();
          row(
              trial.id(),
              trial.isPlausible() ? "yes" : "no",
              first.map(Words::verdict).orElse(Words.verdict(trial.first())),
              Words.verdict(trial.best()),
              first.map(repair -> Words.how(repair.judgement())).orElse(ran.why()),
              first.map(JudgedRepair::operator).orElse(""),
              Words.time(measures.firstPlausible()),
              time(trial),
              measures.funnel().generated(),
              measures.funnel().decided(),
              Words.number(measures.decidedPerSecond()));
        }
      }
    }
    line("");
  }

  private void calibration() {
    Calibration calibration = Calibration.of(report.trials());
    line("## Confidence");
    line("");
    line(
        "Over the %d repairs shown first whose verdict is known: %s"
            .formatted(calibration.repairs(), Words.calibration(calibration)));
    line("");
    row("Confidence", "Repairs", "Mean confidence", "Correct", "Share correct");
    row("---", "---:", "---:", "---:", "---:");
    for (Calibration.Bin bin : calibration.bins()) {
      row(
          Words.range(bin),
          bin.repairs(),
          bin.repairs() == 0 ? "–" : Words.hundredths(bin.meanConfidence()),
          bin.correct(),
          bin.repairs() == 0 ? "–" : Words.hundredths(bin.share()));
    }
    line("");
  }

  private void speed() {
    Speed.Medians medians = Speed.Medians.of(report.trials());
    line("## Speed");
    line("");
    line(Words.speed(medians));
    line("");
    row("Where the time goes", "Share, median over bugs");
    row("---", "---:");
    medians.shares().forEach((part, share) -> row(Words.part(part), Words.percent(share)));
    line("");
    row(
        "Bug",
        "Decided/s/core",
        "Generated",
        "Ill-typed",
        "Duplicate",
        "Pruned",
        "Run",
        "Reject rate",
        "Threads",
        "Engine peak memory");
    row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
    for (Trial trial : report.trials()) {
      Speed.of(trial).ifPresent(speed -> speed(trial, trial.measures().orElseThrow(), speed));
    }
    line("");
  }

  private void speed(Trial trial, Measures measures, Speed speed) {
    Funnel funnel = measures.funnel();
    row(
        trial.id(),
        Words.number(speed.perSecondPerCore()),
        funnel.generated(),
        funnel.illTyped(),
        funnel.duplicate(),
        funnel.pruned(),
        speed.run(),
        Words.percent(speed.rejectRate()),
        measures.effort().threads(),
        Words.memory(trial.memory()));
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
        report.trials().stream()
            .flatMap(trial -> trial.measures().stream())
            .map(Measures::funnel)
            .toList();
    for (Trial trial : report.trials()) {
      trial.measures().ifPresent(measures -> row(trial.id(), measures.funnel()));
    }
    row("**all**", funnels.stream().reduce(Funnel.EMPTY, Funnel::and));
    line("");
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
    line("### %s, repair %d: %s".formatted(id, number, Words.verdict(repair)));
    line("");
    line(
        "%s (%s), confidence %s. %s."
            .formatted(
                repair.description(),
                repair.operator(),
                Words.hundredths(repair.confidence()),
                Words.how(repair.judgement())));
    line("");
    repair
        .label()
        .ifPresent(
            label -> {
              line(
                  "A person says %s. %s"
                      .formatted(Words.answer(label.answer()), oneLine(label.note())));
              line("");
            });
    for (String example : repair.judgement().counterexamples()) {
      line("- %s".formatted(oneLine(example)));
    }
    if (!repair.judgement().counterexamples().isEmpty()) {
      line("");
    }
    String fence = fence(repair.diff());
    line(fence + "diff");
    text.append(repair.diff());
    line(fence);
    line("");
  }

  /// Longer than any in the text, which could end the block otherwise.
  private static String fence(String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence;
  }

  private static String time(Trial trial) {
    return Words.time(trial.took());
  }

  private static String oneLine(String text) {
    return text.replace("|", "\\|").replaceAll("\\R", " ").strip();
  }

  private void row(Object... cells) {
    text.append('|');
    for (Object cell : cells) {
      text.append(' ').append(oneLine(String.valueOf(cell))).append(" |");
    }
    text.append('\n');
  }

  private void line(String written) {
    text.append(written).append('\n');
  }
}
