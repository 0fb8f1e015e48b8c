package dev.naosu.messages;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.people.Ask;
import dev.naosu.cycle.people.Dossier;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What tests tell.
final class Notices {
  static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  /// What somebody would send who wants to be heard by all, and to lead people elsewhere.
  static final String HOSTILE =
      "<!channel> @channel <https://evil.example|naosu> https://evil.example & \"<b>\" </pre>";

  private Notices() {}

  static Notice asking(String text) {
    return notice(
        Occasion.ASKED,
        text,
        Optional.of(
            new Card(
                7,
                "0123456789abcdef",
                NOON,
                1,
                "A repair is proven, confidence 62 %, and waits for your word. " + text,
                "shop",
                "shop: NPE " + text,
                List.of("a price is missing " + text),
                "return 0 when price == null (PriceTable.java:58) " + text,
                "--- a/PriceTable.java\n+++ b/PriceTable.java\n+ return 0; // " + text,
                List.of("3 requests are answered now " + text),
                List.of("no test says what it should be " + text),
                0.62,
                "Delete the branch.",
                new Quorum(1, Role.APPROVER))));
  }

  static Notice notice(Occasion occasion, String text, Optional<Card> card) {
    return new Notice(
        7,
        occasion,
        NOON,
        NOON.minusSeconds(60),
        "shop",
        "production",
        "shop: NullPointerException in PriceTable.lookup " + text,
        card.map(Card::verdict).orElse("It is " + occasion.word() + ". " + text),
        card,
        Dossier.EMPTY,
        "",
        "https://naosu.example.org/incidents/7");
  }

  /// An action that belongs to no incident.
  static Notice actionAsked(String text) {
    return new Notice(
        -12,
        Occasion.ASKED,
        NOON,
        NOON,
        "shop",
        "production",
        "service.restart on shop/app " + text,
        "Action 12 waits for your word. " + text,
        Optional.empty(),
        new Dossier(false, List.of(), List.of(), List.of(), Optional.of(ask(text))),
        "",
        "https://naosu.example.org/actions/12");
  }

  static Ask ask(String text) {
    return new Ask(
        12,
        "fedcba9876543210",
        "service.restart on shop/app: stops and starts it " + text,
        "runbook deadlock: threads wait for each other " + text,
        List.of("touches shop/app", "100 % is away for 4.0 s " + text),
        List.of("it has been done twice today " + text),
        "It leaves nothing behind that would have to be put back.",
        NOON.plusSeconds(1800),
        new Quorum(2, Role.APPROVER),
        List.of("ada " + text),
        "https://naosu.example.org/actions/12");
  }

  /// What runtime healing could not help.
  static Notice beyond(String text) {
    return new Notice(
        7,
        Occasion.ESCALATED,
        NOON,
        NOON.minusSeconds(60),
        "shop",
        "production",
        "shop: Threads wait for each other",
        "You have to see to it: no step of runbook deadlock helped. " + text,
        Optional.empty(),
        new Dossier(
            false,
            List.of("step 1, jvm.gc did not help " + text, "step 2, process.restart failed"),
            List.of("thread-dump: 2 threads wait for each other " + text),
            List.of("read the evidence: naosu evidence 7"),
            Optional.empty()),
        "",
        "https://naosu.example.org/incidents/7");
  }
}
