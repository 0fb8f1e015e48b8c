package dev.naosu.ship.pull;

import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What whoever reviews a repair has to know, in the order of their questions. Its texts are not
/// made fit to be shown anywhere: [Markdown] does that for a forge.
///
/// @param sentence what broke, and what is proposed
public record Briefing(String sentence, List<Part> parts) {
  private static final int MOST = 8;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public Briefing {
    parts = List.copyOf(parts);
  }

  /// An answer.
  ///
  /// @param lines at least one
  public record Part(String heading, Form form, List<Line> lines) {
    public Part {
      lines = List.copyOf(lines);
    }
  }

  /// How the lines of a part belong together.
  public enum Form {
    SENTENCES,
    LIST,
    /// What was tried, with a number each.
    TABLE
  }

  /// One sentence, and a word for a program that belongs to it.
  ///
  /// @param code such as a command; empty for none
  public record Line(String text, String code) {
    static Line of(String text) {
      return new Line(text, "");
    }
  }

  /// All of it.
  public static Briefing of(Account account) {
    Account.Fix fix = account.fix();
    List<Part> parts = new ArrayList<>(happened(account));
    parts.add(
        new Part(
            "Why this fix",
            Form.SENTENCES,
            List.of(
                Line.of(
                    "It changes "
                        + fix.place()
                        + ": "
                        + fix.description()
                        + ". Of all that was tried it is the one that holds and has most for it."),
                Line.of(tests(fix)))));
    parts.add(new Part("Proof", Form.TABLE, lines(fix.proof())));
    parts.add(new Part("Risks, and what speaks against it", Form.LIST, risks(account)));
    parts.add(new Part("How to undo it", Form.LIST, undo(fix.branch())));
    return new Briefing(sentence(account), parts);
  }

  /// What is answered to who asks for an explanation: the cause, and what shows it.
  public static Briefing explaining(Account account) {
    List<Part> parts = new ArrayList<>(happened(account));
    account
        .estimate()
        .ifPresent(
            report -> {
              add(parts, "What shows it", evidence(report, Cause::evidence));
              add(parts, "What speaks against that cause", evidence(report, Cause::against));
              add(
                  parts,
                  "What else it could be",
                  report.causes().stream()
                      .skip(1)
                      .map(
                          each ->
                              Line.of(
                                  each.kind().words()
                                      + ": "
                                      + each.subject()
                                      + share(", confidence ", each.confidence())))
                      .toList());
              add(
                  parts,
                  "Changed before it began",
                  report.changes().stream()
                      .map(each -> Line.of(TIME.format(each.at()) + ": " + each.text()))
                      .toList());
              add(parts, "As usual", lines(report.ruledOut()));
              add(parts, "Not known", lines(report.lacking()));
            });
    return new Briefing(sentence(account), parts);
  }

  private static List<Part> happened(Account account) {
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(
            "What broke",
            Form.SENTENCES,
            List.of(
                new Line(
                    "In the service "
                        + account.service()
                        + (account.environment().isEmpty() ? "" : ", " + account.environment())
                        + ", "
                        + times(account.times())
                        + ", last at "
                        + TIME.format(account.lastSeen())
                        + (account.before() == 0
                            ? ""
                            : "; it was here before, " + times(account.before()))
                        + ":",
                    account.title()))));
    parts.add(new Part("Since when", Form.SENTENCES, List.of(Line.of(since(account)))));
    parts.add(new Part("Who is hit", Form.SENTENCES, hit(account)));
    List<Line> cause = new ArrayList<>(List.of(Line.of(account.fix().cause())));
    account
        .estimate()
        .ifPresent(
            report ->
                cause.add(
                    Line.of(
                        "How it came about, an estimate: "
                            + report.summary()
                            + (report.causes().isEmpty() || report.abstains()
                                ? ""
                                : share(", confidence ", report.causes().getFirst().confidence()))
                            + ".")));
    parts.add(new Part("Cause", Form.SENTENCES, cause));
    return parts;
  }

  private static String sentence(Account account) {
    return account.service()
        + " fails with "
        + account.title()
        + "; this change is a repair: "
        + account.fix().description()
        + share(" (confidence ", account.fix().confidence())
        + " that it is what a maintainer would have written).";
  }

  private static String since(Account account) {
    Instant since = account.estimate().map(each -> each.impact().since()).orElse(account.began());
    String version =
        account.estimate().map(each -> each.impact().firstVersion()).orElse(account.version());
    return "Since "
        + TIME.format(since)
        + (version.isEmpty()
            ? "; the version is not known."
            : ", first seen in version " + version + ".");
  }

  private static List<Line> hit(Account account) {
    List<Line> lines = new ArrayList<>();
    if (!account.requests().isEmpty()) {
      lines.add(
          new Line(
              "Those who ask for",
              String.join(", ", account.requests().stream().limit(MOST).toList())));
    }
    Optional<Double> share = account.estimate().flatMap(each -> each.impact().share());
    share.ifPresent(each -> lines.add(Line.of(percent(each) + " of its requests fail.")));
    List<String> others =
        account.estimate().stream()
            .flatMap(each -> each.impact().services().stream())
            .filter(each -> !each.equals(account.service()))
            .limit(MOST)
            .toList();
    if (!others.isEmpty()) {
      lines.add(new Line("Unwell besides:", String.join(", ", others)));
    }
    return lines.isEmpty() ? List.of(Line.of("Nothing that was sent says it.")) : lines;
  }

  private static String tests(Account.Fix fix) {
    return fix.tests().isEmpty()
        ? "No test comes along: what failed could not be written as one."
        : "A test comes along that fails without it: " + String.join(", ", fix.tests()) + ".";
  }

  private static List<Line> risks(Account account) {
    Stream<String> against =
        account.estimate().stream()
            .flatMap(report -> report.causes().stream().limit(1))
            .flatMap(cause -> cause.against().stream())
            .map(each -> "Against the cause: " + each.text());
    Stream<String> lacking =
        account.estimate().stream()
            .flatMap(report -> report.lacking().stream())
            .map(each -> "Not looked at: " + each);
    List<Line> risks =
        lines(
            Stream.of(
                    account.fix().doubts().stream().limit(MOST),
                    against.limit(MOST),
                    lacking.limit(MOST))
                .flatMap(each -> each)
                .toList());
    return risks.isEmpty()
        ? List.of(Line.of("No test can show that this is what its author meant: read the change."))
        : risks;
  }

  /// How a repair is taken back, before and after it went in.
  ///
  /// @param branch that holds it
  public static List<Line> undo(String branch) {
    return List.of(
        new Line(
            "Before it is merged, nothing else was changed. Its branch goes with",
            "git push origin --delete " + branch),
        new Line("After it was merged, with the commit that brought it in:", "git revert <commit>"),
        new Line(
            "A merge commit is taken back with its first parent kept:",
            "git revert -m 1 <commit>"));
  }

  private static void add(List<Part> parts, String heading, List<Line> lines) {
    if (!lines.isEmpty()) {
      parts.add(new Part(heading, Form.LIST, lines));
    }
  }

  private static List<Line> evidence(
      CauseReport report, java.util.function.Function<Cause, List<Evidence>> of) {
    return report.causes().stream()
        .limit(1)
        .flatMap(cause -> of.apply(cause).stream())
        .map(each -> Line.of(each.text() + " (" + each.source() + ")"))
        .toList();
  }

  private static List<Line> lines(List<String> sentences) {
    return sentences.stream().map(Line::of).toList();
  }

  private static String times(long times) {
    return times == 1 ? "once" : String.format(Locale.ROOT, "%,d times", times);
  }

  private static String share(String words, double share) {
    return words + String.format(Locale.ROOT, "%.2f", share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
