package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.diagnose.cause.Impact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Why an incident came about, as its page shows it: all texts are harmless.
///
/// @param percent confidence in hundredths, for the bar; 0 when no cause stands out
/// @param rows a label and its sentences each; none is empty
public record CauseView(
    String summary, boolean isNamed, String confidence, int percent, List<Row> rows) {
  private static final int LINES = 5;

  public CauseView {
    rows = List.copyOf(rows);
  }

  /// @param source where it was seen, or when; may be empty
  public record Line(String text, String source) {}

  public record Row(String label, List<Line> lines) {
    public Row {
      lines = List.copyOf(lines);
    }
  }

  static CauseView of(CauseReport report, Instant now) {
    List<Cause> causes = report.causes();
    double confidence = causes.isEmpty() || report.abstains() ? 0 : causes.getFirst().confidence();
    return new CauseView(
        Words.sentence(SafeText.line(report.summary(), 400)),
        !report.abstains(),
        Words.share(confidence),
        (int) Math.round(100 * confidence),
        List.of(
                new Row("Why", causes.isEmpty() ? List.of() : told(causes.getFirst().evidence())),
                new Row("Doubt", causes.isEmpty() ? List.of() : told(causes.getFirst().against())),
                new Row(
                    "Or else", causes.stream().skip(1).limit(LINES).map(CauseView::told).toList()),
                new Row(
                    "Changed",
                    report.changes().stream()
                        .limit(LINES)
                        .map(
                            each ->
                                new Line(
                                    SafeText.line(each.text(), Evidence.MOST_LETTERS),
                                    Moment.of(each.at(), now).ago()))
                        .toList()),
                new Row("As usual", plain(report.ruledOut())),
                new Row("Hit", List.of(new Line(hit(report.impact(), now), ""))),
                new Row("Not known", plain(report.lacking())),
                new Row(
                    "In a model's words",
                    report.explanation().map(CauseView::told).orElse(List.of())),
                new Row(
                    "Then",
                    List.of(
                        new Line(
                            Words.sentence(SafeText.line(report.direction().text(), 400)) + ".",
                            ""))))
            .stream()
            .filter(row -> !row.lines().isEmpty())
            .toList());
  }

  private static List<Line> told(List<Evidence> evidence) {
    return evidence.stream()
        .limit(LINES)
        .map(
            each ->
                new Line(
                    SafeText.line(each.text(), Evidence.MOST_LETTERS),
                    SafeText.line(each.source(), 60)))
        .toList();
  }

  private static Line told(Cause cause) {
    return new Line(
        cause.kind().words() + ": " + SafeText.line(cause.subject(), 200),
        Words.share(cause.confidence()));
  }

  private static List<Line> told(Explanation explanation) {
    String model = SafeText.line(explanation.model(), 60);
    List<Line> lines = new ArrayList<>();
    for (Explanation.Claim each : explanation.claims()) {
      lines.add(
          new Line(
              SafeText.line(each.text(), Evidence.MOST_LETTERS),
              "from: " + SafeText.line(String.join("; ", each.evidence()), 200)));
    }
    if (!lines.isEmpty() || explanation.dropped() > 0) {
      lines.add(
          new Line(
              "told by "
                  + model
                  + (explanation.dropped() == 0
                      ? ""
                      : "; sentences left out because no evidence holds them: "
                          + explanation.dropped()),
              ""));
    }
    return lines;
  }

  private static List<Line> plain(List<String> sentences) {
    return sentences.stream()
        .limit(LINES)
        .map(each -> new Line(SafeText.line(each, Evidence.MOST_LETTERS), ""))
        .toList();
  }

  private static String hit(Impact impact, Instant now) {
    return SafeText.line(String.join(", ", impact.services()), 300)
        + (impact.operations().isEmpty()
            ? ""
            : "; " + SafeText.line(String.join(", ", impact.operations()), 300))
        + impact.share().map(share -> "; " + Words.share(share) + " of its requests").orElse("")
        + (impact.firstVersion().isEmpty()
            ? ""
            : "; first in version " + SafeText.line(impact.firstVersion(), 40))
        + "; since "
        + Moment.clock(impact.since())
        + ", "
        + Moment.of(impact.since(), now).ago();
  }
}
