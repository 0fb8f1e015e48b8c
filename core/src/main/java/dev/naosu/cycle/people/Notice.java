package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.journal.Hash;
import dev.naosu.redaction.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What there is to say of an incident now, verdict first. Texts come from the patient and stay
/// hostile, without control characters and secrets; whoever sends them escapes them.
///
/// @param changed when it came to be so
/// @param title what fails, such as `shop: NullPointerException in PriceTable.lookup`
/// @param verdict how things stand, in one sentence
/// @param card what a person is asked; empty when nothing is asked
/// @param approved who has approved so far, in words; empty when nobody has
/// @param link to its page
public record Notice(
    long incident,
    Occasion occasion,
    Instant changed,
    Instant began,
    String service,
    String environment,
    String title,
    String verdict,
    Optional<Card> card,
    String approved,
    String link) {
  private static final int NAME_DIGITS = 12;
  private static final int MOST_LETTERS = 400;

  /// @param approvals for that card
  /// @param address that people open, without a slash at the end
  static Notice of(
      Incident incident, Optional<Card> card, List<Approval> approvals, String address) {
    Occasion occasion = Occasion.of(incident, card);
    return new Notice(
        incident.id(),
        occasion,
        incident.changed(),
        incident.began(),
        line(incident.origin().service()),
        line(incident.origin().environment()),
        line(incident.origin().service()) + ": " + line(incident.fingerprint().title()),
        card.map(Card::verdict).orElseGet(() -> verdict(incident, occasion)),
        card,
        card.map(each -> approved(each, approvals)).orElse(""),
        address + "/incidents/" + incident.id());
  }

  private static String verdict(Incident incident, Occasion occasion) {
    String reason = incident.reason().isEmpty() ? "." : ": " + line(incident.reason()) + ".";
    return switch (occasion) {
      case OPENED -> "naosu looks for a repair.";
      case UNDER_WAY -> "naosu is at it, " + incident.state().words() + reason;
      case HEALED ->
          "Repaired"
              + incident
                  .remedy()
                  .map(
                      remedy ->
                          String.format(
                              Locale.ROOT,
                              ", confidence %d %%: %s",
                              Math.round(remedy.confidence() * 100),
                              line(remedy.description())))
                  .orElse("")
              + incident.delivered().map(where -> "; " + line(where)).orElse("")
              + ".";
      case ESCALATED -> "You have to see to it" + reason;
      case OVER -> "Over, " + incident.state().words() + reason;
      case ASKED, ASKED_AGAIN, OVERDUE ->
          throw new IllegalStateException("a question has a card: " + occasion);
    };
  }

  private static String approved(Card card, List<Approval> approvals) {
    return approvals.isEmpty()
        ? ""
        : "Approved so far by "
            + approvals.stream().map(Approval::name).collect(Collectors.joining(", "))
            + "; it needs "
            + card.quorum().words()
            + ".";
  }

  private static String line(String text) {
    String start = text.length() > 4 * MOST_LETTERS ? text.substring(0, 4 * MOST_LETTERS) : text;
    String clean =
        Redaction.of(start)
            .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ")
            .replaceAll("[\\p{Cf}\\p{Cs}]", "")
            .strip();
    return clean.codePointCount(0, clean.length()) <= MOST_LETTERS
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, MOST_LETTERS - 1)) + "…";
  }

  /// A name for this news: told once under the same name.
  public String key() {
    String what =
        card.map(Card::seen)
            .orElseGet(() -> Hash.of(changed.toString()).hex().substring(0, NAME_DIGITS));
    return occasion.word() + "-" + what;
  }

  /// Differs when there is something new to show.
  String print() {
    return Hash.of(
            String.join(
                "\n", occasion.word(), title, verdict, card.map(Card::text).orElse(""), approved))
        .hex();
  }
}
