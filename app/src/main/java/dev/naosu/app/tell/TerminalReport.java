package dev.naosu.app.tell;

import dev.naosu.cycle.Findings;
import dev.naosu.cycle.Outcome;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Repair;
import dev.naosu.repair.Trust;
import dev.naosu.ship.Delivery.Delivered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The verdict first, its evidence after it, doubt always.
public final class TerminalReport {
  private static final int LONGEST_LINE = 160;
  private static final int DETAIL_LINES = 20;
  private static final int CANDIDATES = 10;

  private final Screen screen;
  private final Ink ink;
  private final Parts parts;

  public TerminalReport(Screen screen) {
    this.screen = screen;
    this.ink = screen.ink();
    this.parts = new Parts(screen);
  }

  /// The first lines of a text, indented and made harmless.
  public static String cleaned(String text, int lines) {
    StringBuilder safe = new StringBuilder();
    text.lines()
        .limit(lines)
        .forEach(line -> safe.append("  ").append(SafeText.line(line, LONGEST_LINE)).append('\n'));
    return safe.toString();
  }

  /// @param report where the page was written to, if it was
  public void print(Story story, Optional<String> report) {
    switch (story.outcome()) {
      case Outcome.Healed healed -> healed(story, healed);
      case Outcome.NotHealed notHealed -> notHealed(story, notHealed);
      case Outcome.NothingToHeal nothing -> nothing(story, nothing);
      case Outcome.CouldNotRun couldNotRun -> couldNotRun(couldNotRun);
    }
    report.ifPresent(path -> part("Report", SafeText.line(path)));
    if (!(story.outcome() instanceof Outcome.CouldNotRun)) {
      part("Time", Words.time(story.took()));
    }
    screen.stream().flush();
  }

  private void healed(Story story, Outcome.Healed healed) {
    Repair best = healed.repairs().getFirst();
    screen.line("");
    screen.line(ink.strong(story.isGood() ? ink.good(story.verdict()) : story.verdict()));
    screen.line("");
    repair(best, healed.findings());
    int others = healed.repairs().size() - 1;
    if (others > 0 && !story.showCandidates()) {
      part(
          "Others",
          Words.count(others, "other proven fix").replace("fixs", "fixes")
              + ": --show-candidates shows them");
    }
    if (story.showCandidates()) {
      for (int i = 1; i < healed.repairs().size(); i++) {
        screen.line("");
        screen.line(
            ink.strong(
                "Another proven fix, confidence "
                    + Words.share(healed.repairs().get(i).confidence())));
        screen.line("");
        repair(healed.repairs().get(i), healed.findings());
      }
    }
    flaky(healed.findings());
    screen.line("");
    story
        .delivered()
        .ifPresentOrElse(
            this::delivered,
            () ->
                part(
                    "Next",
                    "naosu heal "
                        + SafeText.line(Words.shell(story.project()))
                        + " --apply       or  --branch"));
  }

  private void repair(Repair repair, Findings findings) {
    part("Cause", SafeText.line(repair.cause()));
    part(
        "Fix",
        SafeText.line(
            repair.candidate().description()
                + " ("
                + file(repair.candidate().path())
                + ":"
                + repair.candidate().line()
                + ")"));
    diff(repair.wholeDiff());
    proof(repair, findings);
    models(findings);
    List<String> doubts = new ArrayList<>(repair.doubts());
    if (doubts.isEmpty()) {
      doubts.add("no test can show that this is what its author meant; read the diff");
    }
    part("Doubt", SafeText.line(doubts.getFirst()));
    doubts.stream().skip(1).forEach(doubt -> part("", SafeText.line(doubt)));
  }

  private void diff(String diff) {
    parts.diff(diff);
  }

  private void proof(Repair repair, Findings findings) {
    String label = "Proof";
    for (String sentence : ProofWords.sentences(repair, findings.funnel())) {
      part(label, SafeText.line(sentence));
      label = "";
    }
  }

  private void delivered(Delivered delivered) {
    switch (delivered) {
      case Delivered.Applied applied ->
          part("Applied", SafeText.line("changed " + String.join(", ", applied.paths())));
      case Delivered.Committed committed -> {
        part(
            "Branch",
            SafeText.line(
                committed.branch()
                    + " ("
                    + committed.commit()
                    + "), not pushed; your files are as they were"));
        part("Next", SafeText.line("git show " + committed.branch()));
      }
      case Delivered.Refused refused -> {
        part(ink.bad("Held back"), SafeText.line(refused.why()));
        part("", SafeText.line(refused.remedy()));
      }
    }
  }

  private void notHealed(Story story, Outcome.NotHealed notHealed) {
    screen.line("");
    screen.line(ink.strong(ink.bad(story.verdict())));
    screen.line("");
    part("Why", SafeText.line(notHealed.why()));
    List<Plausible> unproven = notHealed.unproven();
    if (!unproven.isEmpty()) {
      part("Nearest", SafeText.line(candidate(unproven.getFirst())));
      if (!story.showCandidates() && unproven.size() > 1) {
        part("", "--show-candidates to see all " + Words.number(unproven.size()));
      }
    }
    if (story.showCandidates()) {
      unproven.stream()
          .skip(1)
          .limit(CANDIDATES)
          .forEach(each -> part("", SafeText.line(candidate(each))));
    }
    String dead = ProofWords.deaths(notHealed.findings().funnel());
    if (!dead.isEmpty()) {
      part("Tried", dead);
    }
    models(notHealed.findings());
    flaky(notHealed.findings());
    part("Would help", SafeText.line(notHealed.wouldHelp()));
  }

  private void models(Findings findings) {
    if (!findings.asked().strategies().isEmpty()) {
      part("Models", SafeText.line(ModelWords.told(findings.asked())));
    }
  }

  private static String candidate(Plausible plausible) {
    return file(plausible.candidate().path())
        + ":"
        + plausible.candidate().line()
        + "  "
        + plausible.candidate().description()
        + (plausible.candidate().trust() == Trust.SYMPTOM_SUPPRESSION
            ? "  (may only hide the symptom)"
            : "");
  }

  private void nothing(Story story, Outcome.NothingToHeal nothing) {
    screen.line("");
    screen.line(ink.strong(ink.good(story.verdict())));
    flaky(nothing.findings());
  }

  private void flaky(Findings findings) {
    if (!findings.flaky().isEmpty()) {
      part(
          "Flaky",
          SafeText.line(
              String.join(
                      ", ",
                      findings.flaky().stream().limit(3).map(test -> test.shortName()).toList())
                  + (findings.flaky().size() > 3 ? ", …" : "")
                  + " failed once and passed when run again"));
    }
  }

  private void couldNotRun(Outcome.CouldNotRun couldNotRun) {
    screen.line(
        ink.bad("naosu: ")
            + SafeText.line(couldNotRun.what())
            + (couldNotRun.what().endsWith(".") ? "" : "."));
    List<String> detail = couldNotRun.detail().lines().toList();
    int skipped = Math.max(0, detail.size() - DETAIL_LINES);
    if (skipped > 0) {
      screen.line("  … " + Words.count(skipped, "line") + " before");
    }
    detail.stream()
        .skip(skipped)
        .forEach(line -> screen.line("  " + SafeText.line(line, LONGEST_LINE)));
    couldNotRun.remedy().lines().forEach(line -> screen.line("  " + SafeText.line(line)));
  }

  private void part(String label, String text) {
    parts.part(label, text);
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
