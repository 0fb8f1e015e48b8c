package dev.naosu.ship.revert;

import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.CommitText;
import dev.naosu.ship.revert.Reversal.Kept;
import dev.naosu.ship.revert.Reversal.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the history will say about undoing.
public final class RevertMessage {
  private static final int SUBJECT_LETTERS = 72;
  private static final int MOST_LINES = 30;

  private RevertMessage() {}

  /// @param commits that are undone, the oldest first, at least one
  public static CommitMessage of(
      String why, List<Settled.Entry> commits, List<Kept> kept, List<Risk> risks) {
    List<String> parts = new ArrayList<>();
    parts.add(CommitText.plain(why));
    parts.add(
        commits.stream()
            .map(each -> "This reverts commit " + each.name() + ".")
            .limit(MOST_LINES)
            .collect(Collectors.joining("\n")));
    if (!kept.isEmpty()) {
      parts.add(list("Kept:", kept.stream().map(each -> each.path() + ": " + each.why()).toList()));
    }
    if (!risks.isEmpty()) {
      parts.add(
          list(
              "Risks:", risks.stream().map(each -> each.path() + ": " + each.sentence()).toList()));
    }
    parts.add(Settled.REVERTED_BY + ": naosu");
    return new CommitMessage(subject(commits), String.join("\n\n", parts));
  }

  private static String subject(List<Settled.Entry> commits) {
    String first = CommitText.plain(commits.getLast().message().lines().findFirst().orElse(""));
    String whole =
        "revert: "
            + (first.isEmpty() ? commits.getLast().name().substring(0, 7) : first)
            + (commits.size() > 1 ? " and " + (commits.size() - 1) + " before" : "");
    return whole.length() <= SUBJECT_LETTERS
        ? whole
        : whole.substring(0, SUBJECT_LETTERS - 1).stripTrailing() + "…";
  }

  private static String list(String title, List<String> lines) {
    return title
        + lines.stream()
            .limit(MOST_LINES)
            .map(each -> "\n- " + CommitText.plain(each))
            .collect(Collectors.joining())
        + (lines.size() > MOST_LINES ? "\n- and %d more".formatted(lines.size() - MOST_LINES) : "");
  }
}
