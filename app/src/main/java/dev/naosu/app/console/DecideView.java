package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.cycle.incident.Card;
import java.util.List;
import java.util.Locale;

/// A card as the page behind a link shows it: all texts are harmless.
///
/// @param action where the form goes
/// @param seen name of the card
/// @param shown says when the page was shown
/// @param trouble what went wrong before; may be empty
public record DecideView(
    String who,
    String verdict,
    String broke,
    List<String> cause,
    String fix,
    List<DiffLine> diff,
    List<String> proof,
    List<String> doubts,
    String confidence,
    String undo,
    String needs,
    String approved,
    String action,
    String seen,
    String shown,
    String trouble) {
  private static final int MOST = 600;

  public DecideView {
    cause = List.copyOf(cause);
    diff = List.copyOf(diff);
    proof = List.copyOf(proof);
    doubts = List.copyOf(doubts);
  }

  static DecideView of(
      Card card, String who, String approved, String action, String shown, String trouble) {
    return new DecideView(
        who,
        SafeText.line(card.verdict(), MOST),
        SafeText.line(card.broke(), MOST),
        safe(card.cause()),
        SafeText.line(card.fix(), MOST),
        DiffLine.of(card.diff()),
        safe(card.proof()),
        safe(card.doubts()),
        String.format(Locale.ROOT, "%d %%", Math.round(card.confidence() * 100)),
        SafeText.line(card.undo(), MOST),
        card.quorum().words(),
        SafeText.line(approved, MOST),
        action,
        card.seen(),
        shown,
        trouble);
  }

  private static List<String> safe(List<String> lines) {
    return lines.stream().map(each -> SafeText.line(each, MOST)).toList();
  }
}
