package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.ship.action.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// All about one action.
///
/// @param seen what who decides gives back
public record ActionView(
    long number,
    String action,
    String target,
    String phase,
    String words,
    List<String> doubts,
    List<Fact> facts,
    boolean isAsked,
    boolean stands,
    String seen) {
  public ActionView {
    doubts = List.copyOf(doubts);
    facts = List.copyOf(facts);
  }

  public record Fact(String name, String value) {}

  /// @param needs whose word it needs
  static ActionView of(Deed deed, String needs, Instant now) {
    boolean isAsked = deed.phase() == Phase.ASKED;
    List<Fact> facts = new ArrayList<>();
    fact(facts, "What would be done", deed.plan().words());
    fact(facts, "Why", deed.proposal().reason());
    fact(facts, "Proposed by", deed.proposal().source());
    fact(facts, "Signals", String.join(", ", deed.proposal().signals()));
    fact(facts, "Arguments", arguments(deed));
    fact(facts, "Touches", String.join(", ", deed.plan().touched()));
    fact(
        facts,
        "Away meanwhile",
        String.format(
            Locale.ROOT,
            "%.0f %% for %.1f s",
            100 * deed.plan().share(),
            deed.plan().outage().toMillis() / 1e3));
    fact(facts, "Lost for good", String.join("; ", deed.plan().losses()));
    fact(facts, "Mode", deed.mode().word() + ": " + deed.mode().meaning());
    if (isAsked) {
      fact(facts, "Needs", needs);
    }
    fact(facts, "Approved by", String.join(", ", deed.by()));
    fact(facts, "Proposed", deed.proposed().toString());
    deed.began().ifPresent(at -> fact(facts, "Began", at.toString()));
    deed.ended().ifPresent(at -> fact(facts, "Ended", at.toString()));
    deed.until()
        .ifPresent(
            at ->
                fact(
                    facts,
                    isAsked ? "Question expires" : "Stands until",
                    Moment.of(at, now).exact()));
    return new ActionView(
        deed.number(),
        SafeText.line(deed.action(), 100),
        SafeText.line(deed.target().toString(), 300),
        deed.phase().meaning(),
        SafeText.line(deed.words(), 1_000),
        deed.doubts().stream().map(each -> SafeText.line(each, 500)).toList(),
        facts,
        isAsked,
        deed.stands(),
        Question.seen(deed));
  }

  private static String arguments(Deed deed) {
    return String.join(
        ", ",
        deed.proposal().order().arguments().values().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .toList());
  }

  private static void fact(List<Fact> facts, String name, String value) {
    if (!value.isBlank()) {
      facts.add(new Fact(name, SafeText.line(value, 1_000)));
    }
  }
}
