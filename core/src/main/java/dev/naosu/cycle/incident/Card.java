package dev.naosu.cycle.incident;

import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.journal.Hash;
import dev.naosu.redaction.Redaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is put before a person who is asked about a repair, whichever way they are asked. What
/// counts against the repair stands before the question.
///
/// It holds nothing that changes by itself, such as how often something failed so far: two cards
/// with the same text are one. Secrets are taken out; the texts stay hostile, without control
/// characters.
///
/// @param repair name of the whole repair, see [Desk#seen(Remedy)]; the diff may be shortened
/// @param asked when it was asked first
/// @param round how often the question has been asked, from 1
/// @param verdict what is wanted, in one sentence
/// @param broke what fails, and where
/// @param cause why it came about, one sentence each; may be empty
/// @param fix what the repair does, and where
/// @param diff unified, its first lines
/// @param confidence in [0, 1]
/// @param undo how to take it back, in one sentence
public record Card(
    long incident,
    String repair,
    Instant asked,
    int round,
    String verdict,
    String service,
    String broke,
    List<String> cause,
    String fix,
    String diff,
    List<String> proof,
    List<String> doubts,
    double confidence,
    String undo,
    Quorum quorum) {
  private static final int NAME_DIGITS = 16;
  private static final int MOST_LINE = 400;
  private static final int MOST_LINES = 8;
  private static final int MOST_DIFF_LINES = 40;
  private static final int MOST_DIFF_LINE = 160;

  /// What a message of the strictest face takes in one piece.
  private static final int MOST_DIFF = 2_400;

  public Card {
    cause = List.copyOf(cause);
    proof = List.copyOf(proof);
    doubts = List.copyOf(doubts);
  }

  /// The card of a repair that somebody is asked about now; empty when nobody is.
  ///
  /// @param report why it came about, as far as it is known
  public static Optional<Card> of(
      Incident incident, Optional<CauseReport> report, ApprovalRules rules, Instant now) {
    if (!incident.state().asksAPerson()) {
      return Optional.empty();
    }
    return incident.remedy().map(remedy -> of(incident, remedy, report, rules, now));
  }

  private static Card of(
      Incident incident,
      Remedy remedy,
      Optional<CauseReport> report,
      ApprovalRules rules,
      Instant now) {
    // what ships unless somebody objects has a time of its own
    int round = incident.state() == State.REVIEW ? 1 : rules.round(incident.changed(), now);
    String service = line(incident.origin().service());
    String version = line(incident.origin().version());
    return new Card(
        incident.id(),
        Desk.seen(remedy),
        incident.changed(),
        round,
        verdict(incident, remedy, round),
        service,
        service
            + (version.isEmpty() ? "" : " " + version)
            + ": "
            + line(incident.fingerprint().title()),
        causes(remedy, report),
        line(remedy.description()) + " (" + line(remedy.place()) + ")",
        diff(remedy.diff()),
        lines(remedy.proof().stream()),
        lines(Stream.concat(remedy.doubts().stream(), report.stream().flatMap(Card::against))),
        remedy.confidence(),
        "Delete the branch that naosu makes; where it was merged, git revert its commit.",
        rules.quorum(incident.origin().service(), remedy.confidence()));
  }

  private static String verdict(Incident incident, Remedy remedy, int round) {
    String proven =
        String.format(
            Locale.ROOT,
            "A repair is proven, confidence %d %%, and ",
            Math.round(remedy.confidence() * 100));
    if (incident.state() == State.REVIEW) {
      return proven + "ships unless somebody says no" + colon(incident.reason()) + ".";
    }
    if (incident.state() != State.APPROVAL) {
      return proven + "is " + incident.state().words() + colon(incident.reason()) + ".";
    }
    return proven
        + "waits for your word"
        + (ApprovalRules.isOverdue(round)
            ? ", overdue: nobody has answered twice."
            : round > 1 ? ", asked again: nobody has answered." : ".");
  }

  private static String colon(String reason) {
    return reason.isEmpty() ? "" : " (" + line(reason) + ")";
  }

  private static List<String> causes(Remedy remedy, Optional<CauseReport> report) {
    return lines(
        Stream.concat(
            Stream.of(remedy.cause()),
            report.stream()
                .filter(each -> !each.abstains())
                .map(each -> "Also told by what was seen: " + each.summary())));
  }

  private static Stream<String> against(CauseReport report) {
    return report.causes().stream()
        .limit(1)
        .map(Cause::against)
        .flatMap(List::stream)
        .map(Evidence::text)
        .map(text -> "Against the cause: " + text);
  }

  private static List<String> lines(Stream<String> texts) {
    List<String> all =
        texts.map(Card::line).filter(text -> !text.isEmpty()).collect(Collectors.toList());
    if (all.size() <= MOST_LINES) {
      return all;
    }
    List<String> first = new ArrayList<>(all.subList(0, MOST_LINES - 1));
    first.add("and " + (all.size() - first.size()) + " more, on the page");
    return first;
  }

  private static String diff(String diff) {
    List<String> all = diff.lines().toList();
    List<String> shown = new ArrayList<>();
    int letters = 0;
    for (String each : all) {
      String line = cut(clean(each), MOST_DIFF_LINE);
      letters += line.length() + 1;
      if (shown.size() >= MOST_DIFF_LINES || letters > MOST_DIFF) {
        break;
      }
      shown.add(line);
    }
    if (shown.size() < all.size()) {
      shown.add("… " + (all.size() - shown.size()) + " more lines, on the page");
    }
    return Redaction.of(String.join("\n", shown));
  }

  /// One line without secrets, control characters and marks that change the order of reading.
  static String line(String text) {
    String start = text.length() > 4 * MOST_LINE ? text.substring(0, 4 * MOST_LINE) : text;
    return cut(clean(Redaction.of(start)).strip(), MOST_LINE);
  }

  private static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").replaceAll("[\\p{Cf}\\p{Cs}]", "");
  }

  private static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /// All of it, as it is hashed and kept.
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(verdict).append('\n');
    part(text, "Incident", List.of(incident + ", asked " + asked + ", time " + round));
    part(text, "Broke", List.of(broke));
    part(text, "Cause", cause);
    part(text, "Fix", List.of(fix, "repair " + repair));
    text.append(diff).append('\n');
    part(text, "Proof", proof);
    part(text, "Doubts", doubts);
    part(text, "Confidence", List.of(String.format(Locale.ROOT, "%.4f", confidence)));
    part(text, "Undo", List.of(undo));
    part(text, "Needs", List.of(quorum.words()));
    return text.toString();
  }

  private static void part(StringBuilder text, String label, List<String> lines) {
    text.append(label).append('\n');
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
  }

  /// Of everything that is shown.
  public Hash hash() {
    return Hash.of(text());
  }

  /// A short name: who decides says which card was seen.
  public String seen() {
    return hash().hex().substring(0, NAME_DIGITS);
  }
}
