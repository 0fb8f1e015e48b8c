package dev.naosu.diagnose.explanation;

import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The evidence of a report, each piece with a name that a claim can point at: `C1` is a cause, and
/// `E1` what was found.
final class Exhibits {
  private final Map<String, Cause> causes = new LinkedHashMap<>();
  private final Map<String, String> evidence = new LinkedHashMap<>();
  private final StringBuilder listed = new StringBuilder();

  Exhibits(CauseReport report) {
    for (Cause cause : report.causes()) {
      String name = "C" + (causes.size() + 1);
      causes.put(name, cause);
      listed
          .append(name)
          .append(": ")
          .append(cause.kind().words())
          .append(" in ")
          .append(line(cause.service()))
          .append(": ")
          .append(line(cause.subject()))
          .append('\n');
      cause.evidence().forEach(each -> add("for " + name, each));
      cause.against().forEach(each -> add("against " + name, each));
    }
    report.changes().forEach(each -> add("changed before", each.text()));
    report.ruledOut().forEach(each -> add("as usual", each));
    report.lacking().forEach(each -> add("not known", each));
  }

  private void add(String role, Evidence found) {
    add(role + ", " + line(found.source()), found.text());
  }

  private void add(String role, String text) {
    String name = "E" + (evidence.size() + 1);
    evidence.put(name, line(text));
    listed.append(name).append(" (").append(role).append("): ").append(line(text)).append('\n');
  }

  /// So that nothing from outside begins a line that looks like a piece of evidence.
  private static String line(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  boolean isEmpty() {
    return evidence.isEmpty();
  }

  /// One line each.
  String listed() {
    return listed.toString();
  }

  Optional<Cause> cause(String name) {
    return Optional.ofNullable(causes.get(name));
  }

  /// What names stand for; empty when one of them stands for nothing.
  ///
  /// @param names of evidence or of causes
  Optional<List<String>> texts(List<String> names) {
    List<String> texts = new ArrayList<>();
    for (String name : names) {
      Cause cause = causes.get(name);
      String text =
          cause == null
              ? evidence.getOrDefault(name, "")
              : cause.kind().words() + ": " + line(cause.subject());
      if (text.isEmpty()) {
        return Optional.empty();
      }
      texts.add(text);
    }
    return Optional.of(Collections.unmodifiableList(texts));
  }
}
