package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.journal.Hash;
import dev.naosu.prove.safety.Deed;
import dev.naosu.redaction.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What there is to say of an incident now, verdict first. Texts come from the patient and stay
/// hostile, without control characters and secrets; whoever sends them escapes them.
///
/// @param incident its number; below 0 for an action that belongs to no incident, which has the
///   number without the sign
/// @param changed when it came to be so
/// @param title what fails, such as `shop: NullPointerException in PriceTable.lookup`
/// @param verdict how things stand, in one sentence
/// @param card what a person is asked about a repair; empty when nothing is asked
/// @param dossier what runtime healing has to say
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
    Dossier dossier,
    String approved,
    String link) {
  private static final int NAME_DIGITS = 12;
  private static final int MOST_LETTERS = 400;

  /// @param approvals for that card
  /// @param address that people open, without a slash at the end
  static Notice of(
      Incident incident,
      Optional<Card> card,
      Dossier dossier,
      List<Approval> approvals,
      String address) {
    Occasion occasion = Occasion.of(incident, card, dossier);
    return new Notice(
        incident.id(),
        occasion,
        incident.changed(),
        incident.began(),
        line(incident.origin().service()),
        line(incident.origin().environment()),
        line(incident.origin().service()) + ": " + line(incident.fingerprint().title()),
        card.map(Card::verdict).orElseGet(() -> verdict(incident, occasion, dossier)),
        card,
        dossier,
        card.map(each -> approved(each, approvals)).orElse(""),
        address + "/incidents/" + incident.id());
  }

  /// Of an action that belongs to no incident.
  ///
  /// @param ask what is asked about it; empty when nothing is
  static Notice of(Deed deed, Optional<Ask> ask, String address) {
    Occasion occasion = Occasion.of(deed);
    String title = deed.action() + " on " + deed.target();
    return new Notice(
        -deed.number(),
        occasion,
        deed.ended().or(deed::began).orElse(deed.proposed()),
        deed.proposed(),
        line(deed.target().service()),
        line(deed.proposal().order().environment()),
        line(title),
        ask.map(Ask::verdict)
            .orElseGet(
                () ->
                    (occasion.wantsSomebody() ? "You have to see to action " : "Action ")
                        + deed.number()
                        + ": "
                        + deed.phase().meaning()
                        + ", "
                        + line(deed.words())
                        + "."),
        Optional.empty(),
        ask.map(Dossier.EMPTY::asking).orElse(Dossier.EMPTY),
        "",
        address + "/actions/" + deed.number());
  }

  private static String verdict(Incident incident, Occasion occasion, Dossier dossier) {
    if (occasion == Occasion.ASKED) {
      return dossier.ask().map(Ask::verdict).orElseThrow();
    }
    String reason = incident.reason().isEmpty() ? "." : ": " + line(incident.reason()) + ".";
    return switch (occasion) {
      case OPENED -> "naosu looks for a repair.";
      case UNDER_WAY ->
          "naosu is at it"
              + (incident.state() == State.HANDED_OVER ? "" : ", " + incident.state().words())
              + reason;
      case HEALED ->
          incident
              .remedy()
              .map(remedy -> repaired(incident, remedy))
              .orElse("It is well again" + reason);
      case ESCALATED -> "You have to see to it" + beforeSteps(reason, dossier);
      case OVER -> "Over, " + incident.state().words() + reason;
      case ASKED, ASKED_AGAIN, OVERDUE ->
          throw new IllegalStateException("a question has a card: " + occasion);
    };
  }

  private static String repaired(Incident incident, Remedy remedy) {
    return String.format(
            Locale.ROOT,
            "Repaired, confidence %d %%: %s",
            Math.round(remedy.confidence() * 100),
            line(remedy.description()))
        + incident.delivered().map(where -> "; " + line(where)).orElse("")
        + ".";
  }

  /// What came of each step is told below it.
  private static String beforeSteps(String reason, Dossier dossier) {
    int steps = reason.indexOf(". Tried: ");
    return dossier.tried().isEmpty() || steps < 0 ? reason : reason.substring(0, steps) + ".";
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

  /// One line without secrets, control characters and marks that change the order of reading.
  static String line(String text) {
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

  /// What the conversation is about, as people say it, such as `#7` or `action 12`.
  public String number() {
    return incident < 0 ? "action " + -incident : "#" + incident;
  }

  /// The same as a word, such as `incident-7` or `action-12`.
  public String name() {
    return (incident < 0 ? "action" : "incident") + "-" + Math.abs(incident);
  }

  /// A name for this news: told once under the same name.
  public String key() {
    String what =
        card.map(Card::seen)
            .or(() -> dossier.ask().map(Ask::seen))
            .orElseGet(() -> Hash.of(changed.toString()).hex().substring(0, NAME_DIGITS));
    return occasion.word() + "-" + what;
  }

  /// Differs when there is something new to show.
  String print() {
    return Hash.of(
            String.join(
                "\n",
                occasion.word(),
                title,
                verdict,
                card.map(Card::text).orElse(""),
                dossier.text(),
                approved))
        .hex();
  }
}
