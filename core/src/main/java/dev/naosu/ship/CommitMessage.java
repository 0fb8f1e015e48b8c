package dev.naosu.ship;

import dev.naosu.detect.Failure;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import dev.naosu.prove.RequestReplay;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the history will say about a repair.
///
/// @param subject one line, at most 72 characters
/// @param body wrapped paragraphs; the last one holds the trailers
public record CommitMessage(String subject, String body) {
  private static final int SUBJECT_LETTERS = 72;
  private static final int BODY_LETTERS = 72;
  private static final int TESTS_NAMED = 10;

  public CommitMessage {
    if (subject.isBlank() || subject.length() > SUBJECT_LETTERS || subject.contains("\n")) {
      throw new IllegalArgumentException("not a subject line: " + subject);
    }
  }

  /// @param failing the tests that failed before, at least one
  /// @param version of naosu
  public static CommitMessage of(Repair repair, List<TestRun> failing, String version) {
    List<String> parts = new ArrayList<>();
    parts.add(section("Issue", issue(failing)));
    parts.add(section("Root cause", repair.cause()));
    parts.add(section("Solution", solution(repair)));
    parts.add(section("Tests", tests(repair)));
    parts.add(section("Confidence", confidence(repair)));
    parts.add("Healed-by: naosu " + CommitText.plain(version));
    return new CommitMessage(subject(repair), String.join("\n\n", parts));
  }

  /// Subject, an empty line, body; ends with a line feed.
  public String text() {
    return subject + "\n\n" + body + "\n";
  }

  private static String subject(Repair repair) {
    String what = CommitText.plain(repair.candidate().description());
    String where = " in " + simple(repair.candidate().method());
    String whole = "fix: " + what + where;
    if (whole.length() <= SUBJECT_LETTERS) {
      return whole;
    }
    String without = "fix: " + what;
    return without.length() <= SUBJECT_LETTERS
        ? without
        : without.substring(0, SUBJECT_LETTERS - 1).stripTrailing() + "…";
  }

  private static String simple(String method) {
    int dot = method.lastIndexOf('.');
    int before = dot < 0 ? -1 : method.lastIndexOf('.', dot - 1);
    return CommitText.plain(method.substring(before + 1));
  }

  private static String issue(List<TestRun> failing) {
    StringBuilder text = new StringBuilder();
    failing.stream()
        .limit(TESTS_NAMED)
        .forEach(
            run ->
                text.append("- ")
                    .append(named(run.test()))
                    .append(run.failure().map(failure -> ": " + headline(failure)).orElse(""))
                    .append('\n'));
    if (failing.size() > TESTS_NAMED) {
      text.append("- and ").append(failing.size() - TESTS_NAMED).append(" more\n");
    }
    return text.toString();
  }

  private static String named(TestId test) {
    return test.className().equals(RequestReplay.MODULE)
        ? CommitText.plain(test.shortName())
        : test.name();
  }

  private static String headline(Failure failure) {
    String line = CommitText.plain(failure.headline());
    return line.length() <= 200 ? line : line.substring(0, 199) + "…";
  }

  private static String solution(Repair repair) {
    String what = CommitText.plain(repair.candidate().description());
    String first = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
    return "%s (%s:%d, %s)."
        .formatted(
            first,
            repair.candidate().path(),
            repair.candidate().line(),
            repair.candidate().maker());
  }

  private static String tests(Repair repair) {
    return tests(repair.proof())
        + repair
            .test()
            .map(test -> " The new " + test.name() + " fails before it and passes after it.")
            .orElse("");
  }

  private static String tests(Proof proof) {
    if (proof.isByRequests()) {
      return "Recorded requests, replayed on a fresh start: "
          + proof.requests().reproducing()
          + " showed the failure and show it no more, "
          + proof.requests().asBefore()
          + " good ones are answered as before."
          + (proof.testsAfter() > 0 ? " " + suite(proof) : "");
    }
    return suite(proof);
  }

  private static String suite(Proof proof) {
    StringBuilder text =
        new StringBuilder("`" + CommitText.plain(proof.command()) + "` in fresh JVMs: ");
    int mended = proof.isByRequests() ? 0 : proof.failingBefore().size();
    text.append(
        switch (mended) {
          case 0 -> "it succeeds";
          case 1 -> "the failing test passes";
          default -> "all " + mended + " failing tests pass";
        });
    if (proof.testsAfter() > 0) {
      text.append(", ").append(proof.testsAfter()).append(" tests run");
    }
    text.append(
        proof.otherFailures().isEmpty()
            ? ", none fails."
            : ", no new failure; " + proof.otherFailures().size() + " failed before and still do.");
    return text.toString();
  }

  private static String confidence(Repair repair) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.2f", repair.confidence()));
    text.append(" that this is what a maintainer would have written.");
    repair.doubts().forEach(doubt -> text.append("\n- ").append(CommitText.plain(doubt)));
    return text.toString();
  }

  private static String section(String title, String text) {
    StringBuilder wrapped = new StringBuilder(title).append(":\n");
    text.lines().forEach(line -> wrap(line.strip(), wrapped));
    return wrapped.toString().stripTrailing();
  }

  private static void wrap(String line, StringBuilder into) {
    int column = 0;
    for (String word : CommitText.plain(line).split(" ")) {
      if (column > 0 && column + 1 + word.length() > BODY_LETTERS) {
        into.append(line.startsWith("- ") ? "\n  " : "\n");
        column = line.startsWith("- ") ? 2 : 0;
      } else if (column > 0) {
        into.append(' ');
        column++;
      }
      into.append(word);
      column += word.length();
    }
    into.append('\n');
  }
}
