package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Quorum;
import dev.naosu.prove.safety.Deed;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits.Undo;
import dev.naosu.ship.action.Question;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a person is asked about an action on what runs, whichever way they are asked. What speaks
/// against it stands before the question. Texts are those of a [Notice]: hostile, without secrets.
///
/// @param action its number
/// @param seen what who decides gives back, see [Question#seen]
/// @param what would be done, in one sentence
/// @param why in one sentence
/// @param impact what it touches, what is away meanwhile and what is lost; one sentence each
/// @param doubts what speaks against it; may be empty
/// @param undo how to take it back, in one sentence
/// @param expires nobody is asked any more then
/// @param approvers who have said yes to it so far
/// @param link to its page, where it is decided
public record Ask(
    long action,
    String seen,
    String what,
    String why,
    List<String> impact,
    List<String> doubts,
    String undo,
    Instant expires,
    Quorum quorum,
    List<String> approvers,
    String link) {
  public Ask {
    impact = List.copyOf(impact);
    doubts = List.copyOf(doubts);
    approvers = List.copyOf(approvers);
  }

  /// @param deed that is asked for
  /// @param approvers who have said yes to what is asked now
  /// @param undo of its action; empty where there is no such action any more
  /// @param address that people open, without a slash at the end
  static Ask of(
      Deed deed, Quorum quorum, List<String> approvers, Optional<Undo> undo, String address) {
    return new Ask(
        deed.number(),
        Question.seen(deed),
        Notice.line(deed.action() + " on " + deed.target() + ": " + deed.plan().words()),
        Notice.line(deed.proposal().source() + ": " + deed.proposal().reason()),
        impact(deed.plan()),
        deed.doubts().stream().map(Notice::line).toList(),
        undo.map(each -> words(each, deed)).orElse("It is not known how to take it back."),
        deed.until().orElse(deed.proposed()),
        quorum,
        approvers.stream().map(Notice::line).toList(),
        address + "/actions/" + deed.number());
  }

  private static List<String> impact(Plan plan) {
    String away =
        String.format(
            Locale.ROOT,
            "%.0f %% is away for %.1f s",
            100 * plan.share(),
            plan.outage().toMillis() / 1e3);
    return Stream.of(
            "touches " + String.join(", ", plan.touched()),
            plan.share() > 0 || !plan.outage().isZero() ? away : "nothing is away meanwhile",
            plan.losses().isEmpty() ? "" : "lost for good: " + String.join("; ", plan.losses()))
        .filter(line -> !line.isEmpty())
        .map(Notice::line)
        .toList();
  }

  private static String words(Undo undo, Deed deed) {
    return switch (undo) {
      case NOTHING_TO_UNDO -> "It leaves nothing behind that would have to be put back.";
      case LEASED ->
          "It is put back by itself when its lease ends, and where it made things worse.";
      case ON_REQUEST -> "naosu actions undo " + deed.number() + " puts it back.";
      case NEVER -> "It cannot be undone.";
    };
  }

  /// As many words as fit in one sentence.
  String verdict() {
    return Notice.line("Action " + action + " waits for your word: " + what) + ".";
  }

  /// Whose word it needs, and who has given it, one sentence each.
  public List<String> needs() {
    return approvers.isEmpty()
        ? List.of(quorum.words())
        : List.of(
            quorum.words(),
            approvers.size()
                + " of "
                + quorum.people()
                + " have approved so far: "
                + String.join(", ", approvers));
  }

  /// All of it that can change.
  String text() {
    return String.join(
        "\n", seen, what, why, impact.toString(), doubts.toString(), undo, approvers.toString());
  }
}
