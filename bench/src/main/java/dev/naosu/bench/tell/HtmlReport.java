package dev.naosu.bench.tell;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Machine;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Speed;
import dev.naosu.bench.trial.Totals;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.prove.Funnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A report for people, as one page.
public final class HtmlReport {
  private final Html html;
  private final Report report;

  private HtmlReport(Html html, Report report) {
    this.html = html;
    this.report = report;
  }

  public static String of(Report report) {
    return Page.of(
        "Bench: " + report.manifest(), false, html -> new HtmlReport(html, report).body());
  }

  private void body() {
    head();
    plots();
    bugs();
    funnel();
    confidence();
    speed();
    repairs();
    html.element("footer", "naosu bench. This page needs nothing but itself.");
  }

  private void head() {
    Machine machine = report.machine();
    Totals totals = Totals.of(report.trials());
    html.open("header");
    html.element("p", "Bench");
    html.element("h1", report.manifest());
    html.element(
        "p",
        "%s · naosu %s · %d cores, %d MB, %s, %s"
            .formatted(
                report.when(),
                machine.naosu(),
                machine.cores(),
                machine.memoryMegabytes(),
                machine.jdk(),
                machine.system()));
    html.element("p", "mono", report.command());
    html.element("p", Words.settings(report.settings()));
    html.close("header");
    if (report.trials().size() < report.of()) {
      html.element(
          "p",
          "notice card",
          "Not finished: %d of %d bugs.".formatted(report.trials().size(), report.of()));
    }
    html.open("dl", "figures");
    figure("bugs", totals.bugs());
    figure("could be run", totals.ran());
    figure("plausible", totals.plausible());
    figure("correct, shown first", totals.correctFirst());
    figure("correct, any shown", totals.correctAny());
    figure("first one undecided", totals.undecidedFirst());
    figure("ended by a limit", totals.ended());
    figure("median time, if plausible", Words.time(totals.median()));
    html.close("dl");
    html.open("details").element("summary", "What the words mean");
    html.element("p", Words.MEANING.replace("*", "")).close("details");
  }

  private void figure(String what, Object value) {
    html.open("div", "card").element("dt", what).element("dd", value.toString()).close("div");
  }

  private void plots() {
    List<Speed> speeds =
        report.trials().stream().flatMap(trial -> Speed.of(trial).stream()).toList();
    html.element("h2", "At a glance").open("div", "plots");
    html.open("figure", "card").element("figcaption", "Bugs fixed over time");
    html.open("div")
        .element("span", "key", "plausible")
        .element("span", "key correct", "correct, shown first")
        .close("div");
    html.own(Plots.overTime(report.trials())).close("figure");
    html.open("figure", "card").element("figcaption", "Is the confidence right?");
    html.element("div", "soft", "On the dashed line it is. Numbers are repairs.");
    html.own(Plots.calibration(Calibration.of(report.trials()))).close("figure");
    html.open("figure", "card").element("figcaption", "Speed of the search");
    html.own(Plots.speeds(speeds)).close("figure");
    html.open("figure", "card").element("figcaption", "Where the time goes");
    shares();
    html.close("figure").close("div");
  }

  private void shares() {
    Speed.Medians medians = Speed.Medians.of(report.trials());
    html.open("table");
    html.element("caption", "Share of the search's time, median over bugs");
    html.open("tbody");
    medians
        .shares()
        .forEach(
            (part, share) -> {
              html.open("tr").with("th", "scope", "row").text(Words.part(part)).close("th");
              html.element("td", "number", Words.percent(share)).open("td");
              track(share);
              html.close("td").close("tr");
            });
    html.close("tbody").close("table");
  }

  /// A bar for the eye; the number stands beside it.
  private void track(double share) {
    html.with("span", "class", "track", "aria-hidden", "true")
        .with("i", "style", String.format(Locale.ROOT, "width:%.1f%%", 100 * Math.min(1, share)))
        .own("</i></span>");
  }

  private void bugs() {
    html.element("h2", "Bugs");
    table(
        "Every bug that was tried",
        "Bug",
        "Plausible",
        "First",
        "Any shown",
        "How judged (first)",
        "Operator",
        "#To first plausible",
        "#Total",
        "#Generated",
        "#Decided",
        "#Engine peak memory");
    for (Trial trial : report.trials()) {
      switch (trial.result()) {
        case Result.CouldNotRun not -> untried(trial, "could not run", not.why());
        case Result.Ended ended -> untried(trial, "ended", ended.why());
        case Result.Ran ran -> {
          Measures measures = ran.measures();
          Optional<JudgedRepair> first = trial.shownFirst();
          html.open("tr");
          rowHead(trial);
          html.element("td", trial.isPlausible() ? "yes" : "no");
          verdict(trial.first(), first.map(Words::verdict).orElse(Words.verdict(trial.first())));
          verdict(trial.best(), Words.verdict(trial.best()));
          html.element(
              "td", "long", first.map(each -> Words.how(each.judgement())).orElse(ran.why()));
          html.element("td", first.map(JudgedRepair::operator).orElse(""));
          numbers(
              Words.time(measures.firstPlausible()),
              Words.time(trial.took()),
              measures.funnel().generated(),
              measures.funnel().decided(),
              Words.memory(trial.memory()));
          html.close("tr");
        }
      }
    }
    endTable();
  }

  private void untried(Trial trial, String what, String why) {
    html.open("tr");
    rowHead(trial);
    html.element("td", "").open("td").element("span", "verdict open", what).close("td");
    html.element("td", "").element("td", "long", why).element("td", "");
    numbers("–", Words.time(trial.took()), "–", "–", Words.memory(trial.memory()));
    html.close("tr");
  }

  private void rowHead(Trial trial) {
    html.with("th", "scope", "row").text(trial.id()).close("th");
  }

  private void verdict(Verdict verdict, String text) {
    html.open("td").element("span", "verdict " + kind(verdict), text).close("td");
  }

  /// The class of a verdict.
  public static String kind(Verdict verdict) {
    return switch (verdict) {
      case CORRECT -> "good";
      case PLAUSIBLE_ONLY -> "bad";
      case UNDECIDED -> "open";
      case NOT_FIXED -> "";
    };
  }

  private void numbers(Object... values) {
    for (Object value : values) {
      html.element("td", "number", value.toString());
    }
  }

  /// Opens a table that can be scrolled sideways, also by keyboard.
  ///
  /// @param columns names; those of numbers begin with `#`
  private void table(String caption, String... columns) {
    html.with(
        "div", "class", "wide card", "role", "region", "tabindex", "0", "aria-label", caption);
    html.open("table").element("caption", caption).open("thead").open("tr");
    for (String column : columns) {
      boolean number = column.startsWith("#");
      html.with("th", "scope", "col", "class", number ? "number" : "text")
          .text(number ? column.substring(1) : column)
          .close("th");
    }
    html.close("tr").close("thead").open("tbody");
  }

  private void endTable() {
    html.close("tbody").close("table").close("div");
  }

  private void funnel() {
    List<Funnel> funnels =
        report.trials().stream()
            .flatMap(trial -> trial.measures().stream())
            .map(Measures::funnel)
            .toList();
    Funnel all = funnels.stream().reduce(Funnel.EMPTY, Funnel::and);
    html.element("h2", "Funnel");
    html.element("p", "How the candidates died. Every decided candidate is counted once.");
    table("All bugs together", "Candidates", "#Number", "Share of the generated");
    List<Integer> values = values(all);
    for (int i = 0; i < FUNNEL.size(); i++) {
      html.open("tr").with("th", "scope", "row").text(FUNNEL.get(i)).close("th");
      numbers(values.get(i));
      html.open("td");
      track(all.generated() == 0 ? 0 : (double) values.get(i) / all.generated());
      html.close("td").close("tr");
    }
    endTable();
    html.open("details").element("summary", "For each bug");
    List<String> columns = new ArrayList<>(List.of("Bug"));
    FUNNEL.forEach(name -> columns.add("#" + name));
    table("Funnel of each bug", columns.toArray(String[]::new));
    for (Trial trial : report.trials()) {
      trial
          .measures()
          .ifPresent(
              measures -> {
                html.open("tr");
                rowHead(trial);
                numbers(values(measures.funnel()).toArray());
                html.close("tr");
              });
    }
    endTable();
    html.close("details");
  }

  private static final List<String> FUNNEL =
      List.of(
          "generated",
          "duplicate",
          "ill-typed",
          "pruned",
          "failing test still fails",
          "breaks a covering test",
          "breaks the suite",
          "undecided",
          "plausible",
          "classes",
          "upheld",
          "shown");

  private static List<Integer> values(Funnel funnel) {
    return List.of(
        funnel.generated(),
        funnel.duplicate(),
        funnel.illTyped(),
        funnel.pruned(),
        funnel.killedByFailing(),
        funnel.killedByCovering(),
        funnel.killedBySuite(),
        funnel.undecided(),
        funnel.plausible(),
        funnel.classes(),
        funnel.upheld(),
        funnel.shown());
  }

  private void confidence() {
    Calibration calibration = Calibration.of(report.trials());
    html.element("h2", "Confidence");
    html.element(
        "p",
        "Over the %d repairs shown first whose verdict is known: %s"
            .formatted(calibration.repairs(), Words.calibration(calibration)));
    table(
        "Confidence against outcome",
        "Confidence",
        "#Repairs",
        "#Mean confidence",
        "#Correct",
        "#Share correct");
    for (Calibration.Bin bin : calibration.bins()) {
      html.open("tr").with("th", "scope", "row").text(Words.range(bin)).close("th");
      numbers(
          bin.repairs(),
          bin.repairs() == 0 ? "–" : Words.hundredths(bin.meanConfidence()),
          bin.correct(),
          bin.repairs() == 0 ? "–" : Words.hundredths(bin.share()));
      html.close("tr");
    }
    endTable();
  }

  private void speed() {
    html.element("h2", "Speed");
    html.element("p", Words.speed(Speed.Medians.of(report.trials())));
    html.open("details").element("summary", "For each bug");
    table(
        "Speed of each bug's search",
        "Bug",
        "#Decided/s/core",
        "#Generated",
        "#Ill-typed",
        "#Duplicate",
        "#Pruned",
        "#Run",
        "#Reject rate",
        "#Threads",
        "#Engine peak memory");
    for (Trial trial : report.trials()) {
      Speed.of(trial).ifPresent(speed -> speed(trial, trial.measures().orElseThrow(), speed));
    }
    endTable();
    html.close("details");
  }

  private void speed(Trial trial, Measures measures, Speed speed) {
    Funnel funnel = measures.funnel();
    html.open("tr");
    rowHead(trial);
    numbers(
        Words.number(speed.perSecondPerCore()),
        funnel.generated(),
        funnel.illTyped(),
        funnel.duplicate(),
        funnel.pruned(),
        speed.run(),
        Words.percent(speed.rejectRate()),
        measures.effort().threads(),
        Words.memory(trial.memory()));
    html.close("tr");
  }

  private void repairs() {
    html.element("h2", "Repairs");
    for (Trial trial : report.trials()) {
      if (trial.result() instanceof Result.Ran ran && !ran.repairs().isEmpty()) {
        html.open("details", "card").open("summary");
        html.text(trial.id() + " ");
        html.element("span", "verdict " + kind(trial.first()), Words.verdict(trial.first()));
        html.close("summary");
        ran.repairs().forEach(this::repair);
        if (!ran.reference().isEmpty()) {
          html.element("h3", "The maintainers' fix").diff(ran.reference());
        }
        html.close("details");
      }
    }
  }

  private void repair(JudgedRepair repair) {
    html.open("h3").text(repair.description() + " ");
    html.element("span", "verdict " + kind(repair.verdict()), Words.verdict(repair));
    html.close("h3");
    html.element(
        "p",
        "%s, confidence %s. %s."
            .formatted(
                repair.operator(),
                Words.hundredths(repair.confidence()),
                Words.how(repair.judgement())));
    repair
        .label()
        .ifPresent(
            label ->
                html.element(
                    "p",
                    "A person says %s. %s".formatted(Words.answer(label.answer()), note(label))));
    html.diff(repair.diff());
    examples(html, repair);
  }

  private static String note(Label label) {
    return label.note().strip();
  }

  /// Where it differs from the reference.
  public static void examples(Html html, JudgedRepair repair) {
    if (!repair.judgement().counterexamples().isEmpty()) {
      html.open("ul");
      repair.judgement().counterexamples().forEach(each -> html.element("li", "mono", each));
      html.close("ul");
    }
  }
}
