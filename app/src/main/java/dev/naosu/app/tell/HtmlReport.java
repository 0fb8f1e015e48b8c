package dev.naosu.app.tell;

import dev.naosu.cycle.Findings;
import dev.naosu.cycle.Outcome;
import dev.naosu.detect.Failure;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import dev.naosu.ship.Delivery.Delivered;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A story as one page that needs nothing else: no script, no font, no picture from anywhere.
public final class HtmlReport {
  private static final int SUSPECTS = 10;
  private static final int TESTS = 20;
  private static final int FRAMES = 12;
  private static final int CANDIDATES = 20;
  private static final int MESSAGE_LETTERS = 4000;

  private final Html html = new Html();
  private final Story story;

  private HtmlReport(Story story) {
    this.story = story;
  }

  /// The whole page.
  public static String write(Story story) {
    return new HtmlReport(story).page();
  }

  private String page() {
    html.own("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .own("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .own("style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
        .own("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .element("title", story.name() + ": " + story.verdict())
        .own("<style>\n" + css() + "</style>\n</head>\n<body>\n<main>\n");
    head();
    switch (story.outcome()) {
      case Outcome.Healed healed -> healed(healed);
      case Outcome.NotHealed notHealed -> notHealed(notHealed);
      case Outcome.NothingToHeal _ -> {}
      case Outcome.CouldNotRun couldNotRun -> couldNotRun(couldNotRun);
    }
    story.findings().ifPresent(this::findings);
    html.element(
        "footer",
        "naosu " + story.version() + ". It worked in a copy; this page is all it wrote here.");
    return html.own("</main>\n</body>\n</html>\n").page();
  }

  private static String css() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("report.css is missing from the program");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() {
    boolean bad =
        story.outcome() instanceof Outcome.NotHealed
            || story.outcome() instanceof Outcome.CouldNotRun;
    html.open("header");
    html.element("p", story.name());
    html.element("h1", story.isGood() ? "good" : bad ? "bad" : "", story.verdict());
    html.element(
        "p",
        story
                .findings()
                .map(findings -> PatientWords.summary(findings.patient()) + " · ")
                .orElse("")
            + Words.time(story.took()));
    html.close("header");
  }

  private void healed(Outcome.Healed healed) {
    repair(healed.repairs().getFirst());
    next(healed.repairs().getFirst());
    if (healed.repairs().size() > 1) {
      html.element("h2", "Other proven fixes");
      for (Repair repair : healed.repairs().subList(1, healed.repairs().size())) {
        html.open("details");
        html.element(
            "summary",
            repair.candidate().description() + ", confidence " + Words.share(repair.confidence()));
        diff(repair.wholeDiff());
        html.close("details");
      }
    }
  }

  private void repair(Repair repair) {
    html.element("h2", "Cause").element("p", repair.cause());
    html.element("h2", "Fix");
    html.open("p")
        .text(Words.sentence(repair.candidate().description()) + " ")
        .element("code", repair.candidate().path() + ":" + repair.candidate().line())
        .close("p");
    diff(repair.wholeDiff());
    proof(repair);
    html.element("h2", "Doubt").open("ul");
    if (repair.doubts().isEmpty()) {
      html.element("li", "No test can show that this is what its author meant; read the diff.");
    }
    repair.doubts().forEach(doubt -> html.element("li", Words.sentence(doubt)));
    html.close("ul");
  }

  private void diff(String diff) {
    html.open("pre", "diff card");
    diff.lines()
        .forEach(
            line ->
                html.open("span", kind(line))
                    .text(SafeText.line(line.replaceFirst("\r$", ""), 400))
                    .own("</span>"));
    html.close("pre");
  }

  private static String kind(String line) {
    if (line.startsWith("--- ") || line.startsWith("+++ ")) {
      return "file";
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> "add";
      case '-' -> "cut";
      case '@' -> "hunk";
      default -> "";
    };
  }

  private void proof(Repair repair) {
    Proof proof = repair.proof();
    html.element("h2", "Proof").open("div", "card").open("table", "facts");
    row("Command, in fresh JVMs", proof.command(), true);
    row("Failed before, pass now", String.join(", ", proof.failingBefore()), true);
    if (proof.isByRequests()) {
      row("Recorded requests", Words.sentence(Words.requests(proof.requests())), false);
    }
    row("Tests before", Words.number(proof.testsBefore()), false);
    row(
        "Tests after",
        proof.testsAfter() == 0 ? "not counted by the command" : Words.number(proof.testsAfter()),
        false);
    row(
        "Fail before and after",
        proof.otherFailures().isEmpty() ? "none" : String.join(", ", proof.otherFailures()),
        false);
    row("Calls of the tests", Words.sentence(ReplayWords.sentence(repair.replayed())), false);
    row("Candidates that agree", Words.number(repair.agreeing()), false);
    row("Made by", repair.candidate().maker(), false);
    html.close("table").close("div");
  }

  private void next(Repair repair) {
    html.element("h2", "Next");
    if (story.delivered().isPresent()) {
      switch (story.delivered().get()) {
        case Delivered.Applied applied ->
            html.element("p", "Applied to " + String.join(", ", applied.paths()) + ".");
        case Delivered.Committed committed ->
            html.element(
                "p",
                "Committed on "
                    + committed.branch()
                    + " ("
                    + committed.commit()
                    + "), not pushed.");
        case Delivered.Refused refused ->
            html.element("p", "bad", "Held back: " + refused.why() + ". " + refused.remedy() + ".");
      }
      return;
    }
    html.element(
        "pre",
        "next card",
        "naosu heal "
            + Words.shell(story.project())
            + " --apply\nnaosu heal "
            + Words.shell(story.project())
            + " --branch");
    html.element(
        "p",
        "soft",
        "Or apply the diff above with git apply; it changes "
            + Words.count(repair.paths().size(), "file")
            + ".");
  }

  private void notHealed(Outcome.NotHealed notHealed) {
    html.element("h2", "Why").element("p", Words.sentence(notHealed.why()) + ".");
    html.element("h2", "What would help").element("p", Words.sentence(notHealed.wouldHelp()) + ".");
    if (!notHealed.unproven().isEmpty()) {
      html.element("h2", "Nearest, not proposed").open("ul");
      for (Plausible each : notHealed.unproven().stream().limit(CANDIDATES).toList()) {
        html.open("li")
            .element("code", each.candidate().path() + ":" + each.candidate().line())
            .text(" " + each.candidate().description())
            .close("li");
      }
      html.close("ul");
    }
  }

  private void couldNotRun(Outcome.CouldNotRun couldNotRun) {
    html.element("h2", "What to do").element("p", couldNotRun.remedy());
    if (!couldNotRun.detail().isBlank()) {
      html.element("h2", "Details").element("pre", "next card", couldNotRun.detail());
    }
  }

  private void findings(Findings findings) {
    if (findings.funnel().generated() > 0) {
      funnel(findings.funnel());
    }
    if (!findings.failing().isEmpty()) {
      html.element("h2", "Failing tests").open("div", "card");
      findings.failing().stream().limit(TESTS).forEach(this::test);
      html.close("div");
      if (findings.failing().size() > TESTS) {
        html.element("p", "soft", "and " + (findings.failing().size() - TESTS) + " more");
      }
    }
    if (!findings.suspects().isEmpty()) {
      suspects(findings.suspects());
    }
    environment(findings);
  }

  private void funnel(Funnel funnel) {
    html.element("h2", "How the candidates ended").open("div", "card").open("table");
    bar("generated", funnel.generated(), funnel, "");
    bar("same as another", funnel.duplicate(), funnel, "");
    bar("refused by the compiler", funnel.illTyped(), funnel, "");
    bar("same values as another", funnel.pruned(), funnel, "");
    bar("failed the failing test", funnel.killedByFailing(), funnel, "");
    bar("broke a test of the changed code", funnel.killedByCovering(), funnel, "");
    bar("failed the whole suite", funnel.killedBySuite(), funnel, "");
    bar("could not be decided", funnel.undecided(), funnel, "");
    bar("passed every test", funnel.plausible(), funnel, "good");
    html.close("table").close("div");
  }

  private void bar(String what, int number, Funnel funnel, String kind) {
    double percent = 100.0 * number / Math.max(1, funnel.generated());
    html.open("tr").element("th", what).open("td");
    html.own("<div class=\"bar\">");
    if (number > 0) {
      html.own(
          "<i class=\""
              + kind
              + "\" style=\"width:"
              + String.format(Locale.ROOT, "%.1f", percent)
              + "%\"></i>");
    }
    html.own("</div>").close("td").element("td", "number", Words.number(number)).close("tr");
  }

  private void test(TestRun run) {
    html.open("div", "test");
    html.element("code", run.test().name());
    run.failure()
        .ifPresentOrElse(
            this::failure,
            () ->
                html.element(
                    "pre", run.status().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    html.close("div");
  }

  private void failure(Failure failure) {
    html.element(
        "pre",
        cut(
            failure.exceptionClass()
                + (failure.message().isEmpty() ? "" : ": " + failure.message())));
    if (!failure.frames().isEmpty()) {
      html.open("details").element("summary", "stack trace");
      html.element(
          "pre",
          failure.frames().stream()
              .limit(FRAMES)
              .map(frame -> "at " + JsonReport.frame(frame))
              .collect(Collectors.joining("\n")));
      html.close("details");
    }
  }

  private static String cut(String text) {
    return text.length() <= MESSAGE_LETTERS ? text : text.substring(0, MESSAGE_LETTERS) + "…";
  }

  private void suspects(List<Suspect> suspects) {
    html.element("h2", "Suspects").open("div", "card").open("table");
    for (Suspect suspect : suspects.stream().limit(SUSPECTS).toList()) {
      html.open("tr").open("td");
      html.element("code", suspect.place());
      html.element("div", "soft", String.join(", ", suspect.reasons()));
      html.close("td").element("td", "number", Words.share(suspect.score())).close("tr");
    }
    html.close("table").close("div");
  }

  private void environment(Findings findings) {
    html.element("h2", "Environment").open("div", "card").open("table", "facts");
    row(
        "Project",
        findings.patient().name() + ", " + PatientWords.summary(findings.patient()),
        false);
    row("JDK", findings.patient().jdk().version(), false);
    row("Tests run", Words.number(findings.testsRun()), false);
    if (!findings.flaky().isEmpty()) {
      row(
          "Flaky",
          findings.flaky().stream().map(test -> test.name()).collect(Collectors.joining(", ")),
          true);
    }
    story
        .steps()
        .forEach(
            (step, took) ->
                row("Time to " + step.replace("tests", "run the tests"), Words.time(took), false));
    html.close("table").close("div");
  }

  private void row(String what, String value, boolean code) {
    html.open("tr").element("th", what).element("td", code ? "mono" : "", value).close("tr");
  }
}
