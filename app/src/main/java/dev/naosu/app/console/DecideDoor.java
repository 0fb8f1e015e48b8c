package dev.naosu.app.console;

import static dev.naosu.app.web.Access.open;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naosu.access.Role;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Colleague;
import dev.naosu.app.web.DecisionLinks;
import dev.naosu.app.web.DecisionLinks.Link;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Approvals;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Desk.Answer;
import dev.naosu.cycle.incident.Desk.Verdict;
import dev.naosu.cycle.incident.Sight;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where a link in a mail leads. To open it decides nothing, because programs that look for harm in
/// mail open links too; only the button does, once.
public final class DecideDoor {
  private static final String VIA = "mail";
  private final Desk desk;
  private final Approvals approvals;
  private final DecisionLinks links;
  private final List<Colleague> colleagues;
  private final InstantSource clock;
  private final String version;
  private final Templates templates = new Templates();

  /// @param version of naosu
  public DecideDoor(
      Desk desk,
      Approvals approvals,
      DecisionLinks links,
      List<Colleague> colleagues,
      InstantSource clock,
      String version) {
    this.desk = desk;
    this.approvals = approvals;
    this.links = links;
    this.colleagues = List.copyOf(colleagues);
    this.clock = clock;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(
        page(
            GET,
            DecisionLinks.PATH + "{token}",
            open("the link is signed and shows one card"),
            "Before a decision by mail",
            this::ask),
        page(
            POST,
            DecisionLinks.PATH + "{token}",
            open("the link is signed and decides once"),
            "A decision by mail",
            this::decide));
  }

  private void ask(Call call) {
    Link link = link(call);
    Colleague who = who(link);
    Card card = card(link);
    boolean isFresh = card.seen().equals(link.card());
    show(
        call,
        200,
        who,
        card,
        isFresh ? "" : "Something else is asked by now than in the mail. This is how it stands.");
  }

  private void decide(Call call) throws IOException {
    Link link = link(call);
    Colleague who = who(link);
    Card card = card(link);
    if (!call.field("seen").equals(card.seen()) || !link.card().equals(card.seen())) {
      show(
          call,
          409,
          who,
          card,
          "Nothing was decided: something else is asked by now, or it was asked again. This is how"
              + " it stands.");
      return;
    }
    String reason = call.field("reason").strip();
    Verdict verdict =
        switch (call.field("verdict")) {
          case "approve" -> Verdict.APPROVE;
          case "again" -> Verdict.SEND_BACK;
          case "deny" -> Verdict.DENY;
          default ->
              throw new Refusal(
                  Problem.badRequest("No button was pressed.", "Press one on the page."));
        };
    if (verdict != Verdict.APPROVE && reason.isEmpty()) {
      show(call, 400, who, card, "Say why: the next attempt and the people after you read it.");
      return;
    }
    if (!approvals.use(link.nonce(), link.incident(), clock.instant())) {
      throw new Refusal(used());
    }
    Answer answer =
        desk.decide(
            link.incident(),
            verdict,
            new Sight(card.seen(), VIA, links.shown(link, call.field("shown"))),
            new Decider(who.name(), who.name(), who.role()),
            reason);
    switch (answer) {
      case Answer.Taken _ ->
          done(
              call,
              verdict == Verdict.APPROVE
                  ? "Approved. naosu delivers the repair now."
                  : verdict == Verdict.DENY
                      ? "Denied. The incident is in your hands."
                      : "Sent back. naosu looks for another repair.");
      case Answer.NotYet(String why) -> done(call, "Thank you; " + why + ".");
      case Answer.Unknown _ -> throw new Refusal(nothing());
      case Answer.Stale(String why) -> show(call, 409, who, card, "Nothing was decided: " + why);
      case Answer.Refused(String why) -> throw new Refusal(Problem.mayNot(why));
    }
  }

  private Link link(Call call) {
    Link link =
        links
            .read(call.context().pathParam("token"))
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.notFound(
                            "This link is not one that naosu has made, or a part of it is missing.",
                            "Open it from the mail, or sign in and look at the incidents.")));
    if (links.isExpired(link)) {
      throw new Refusal(
          Problem.of(
              "expired",
              410,
              "The link has expired",
              "It was good until " + link.expires() + ".",
              "Sign in and decide on the page of incident " + link.incident() + "."));
    }
    return link;
  }

  private Colleague who(Link link) {
    return colleagues.stream()
        .filter(link::isOf)
        .filter(each -> each.role().covers(Role.APPROVER))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.of(
                        "no-right",
                        403,
                        "Not allowed",
                        "Who this link was sent to may not decide any more.",
                        "Ask whoever runs naosu: it is said under people.users.")));
  }

  private Card card(Link link) {
    return desk.card(link.incident()).orElseThrow(() -> new Refusal(nothing()));
  }

  private static Problem nothing() {
    return Problem.of(
        "stale",
        409,
        "Nothing is asked now",
        "Somebody has decided, or the repair is not proposed any more.",
        "Sign in and look at the incident.");
  }

  private static Problem used() {
    return Problem.of(
        "used",
        409,
        "The link was used already",
        "It decides once.",
        "Sign in and look at the incident.");
  }

  private void show(Call call, int status, Colleague who, Card card, String trouble) {
    String given = call.context().pathParam("token");
    // the link of the mail is for what stood in the mail
    boolean isOfMail =
        links.read(given).filter(link -> link.card().equals(card.seen())).isPresent();
    String token = isOfMail ? given : links.token(card, who.name(), who.mail().orElseThrow());
    Link link = links.read(token).orElseThrow();
    DecideView view =
        DecideView.of(
            card,
            who.name(),
            approved(card),
            DecisionLinks.PATH + token,
            links.shownNow(link),
            trouble);
    write(call, status, "decide", "Decide", Map.of("view", view));
  }

  private String approved(Card card) {
    List<Approval> so = desk.approved(card);
    return so.isEmpty()
        ? ""
        : "Approved so far by "
            + so.stream()
                .map(each -> SafeText.line(each.name(), 80))
                .collect(Collectors.joining(", "))
            + ".";
  }

  private void done(Call call, String text) {
    write(call, 200, "decided", "Decided", Map.of("text", text));
  }

  private void write(
      Call call, int status, String template, String title, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put(
        "frame", new Frame(title, "login", Optional.empty(), "", Optional.empty(), "", version));
    call.context()
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result(templates.write(template, all));
  }
}
