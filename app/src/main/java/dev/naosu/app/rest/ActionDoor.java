package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.ActionDesk.Answer;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.learn.Kpi;
import dev.naosu.learn.Trust;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.ship.action.Question;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What programs can ask about actions.
public final class ActionDoor {
  private static final int PAGE = 50;
  private static final int LONGEST_PAGE = 200;
  private static final String ALL = "GET /api/v1/actions lists those that there are.";

  private final ActionDesk desk;
  private final Supplier<List<Kpi>> kpis;
  private final Doorkeeper doorkeeper;

  public ActionDoor(ActionDesk desk, Supplier<List<Kpi>> kpis, Doorkeeper doorkeeper) {
    this.desk = desk;
    this.kpis = kpis;
    this.doorkeeper = doorkeeper;
  }

  public List<Route> routes() {
    return List.of(
        api(
            GET,
            "/api/v1/actions",
            needs(Role.VIEWER),
            Says.of("What was done to what runs, or is asked for, the latest first")
                .answering("ActionPage")
                .with("before", "only actions with smaller numbers: the `next` of a page")
                .with("limit", "at most so many, up to " + LONGEST_PAGE)
                .refusing(400, 503),
            this::list),
        api(
            GET,
            "/api/v1/actions/{id}",
            needs(Role.VIEWER),
            Says.of("All about one action").answering("Action").refusing(404, 503),
            this::show),
        api(
            POST,
            "/api/v1/actions/{id}/decision",
            needs(Role.OPERATOR),
            Says.of("Have an action done that is asked for, or not")
                .taking("ActionDecision")
                .answering("Done")
                .refusing(400, 404, 409, 413, 415, 503),
            this::decide),
        api(
            POST,
            "/api/v1/actions/{id}/undo",
            needs(Role.OPERATOR),
            Says.of("Put back a change that stands until its lease ends")
                .taking("Reason")
                .answering("Done")
                .refusing(400, 404, 409, 413, 415, 503),
            this::undo),
        api(
            GET,
            "/api/v1/autonomy",
            needs(Role.VIEWER),
            Says.of("What naosu may do of itself, what it has earned, and how well it does")
                .answering("Autonomy")
                .refusing(503),
            this::autonomy),
        api(
            POST,
            "/api/v1/autonomy",
            needs(Role.OPERATOR),
            Says.of("Say what naosu may do of itself: less at once, more as it was earned")
                .taking("ActionMode")
                .answering("Done")
                .refusing(400, 413, 415, 503),
            this::mode),
        api(
            POST,
            "/api/v1/actions/pause",
            needs(Role.OPERATOR),
            Says.of("Do nothing to what runs until somebody lets actions go on")
                .taking("Reason")
                .answering("Done")
                .refusing(400, 413, 415, 503),
            call -> answered(call, desk.pause(decider(call.visitor()), reason(call.json())))),
        api(
            POST,
            "/api/v1/actions/resume",
            needs(Role.APPROVER),
            Says.of("Let actions go on")
                .taking("Reason")
                .answering("Done")
                .refusing(400, 413, 415, 503),
            call -> answered(call, desk.goOn(decider(call.visitor()), reason(call.json())))));
  }

  private Decider decider(Visitor visitor) {
    return new Decider(visitor.name(), doorkeeper.behind(visitor), visitor.role());
  }

  private static String reason(ObjectNode said) {
    return Call.text(said, "reason");
  }

  private void list(Call call) {
    Optional<Long> before =
        call.query("before").isEmpty()
            ? Optional.empty()
            : Optional.of(call.number("before", 0, 1, Long.MAX_VALUE / 10));
    int most = (int) call.number("limit", PAGE, 1, LONGEST_PAGE);
    List<Deed> found = desk.latest(before, most);
    ObjectNode node = Api.object();
    ArrayNode actions = node.putArray("actions");
    found.forEach(each -> actions.add(brief(each)));
    if (found.size() == most) {
      node.put("next", found.getLast().number());
    } else {
      node.putNull("next");
    }
    desk.recess()
        .ifPresentOrElse(
            since ->
                node.putObject("paused")
                    .put("by", since.by())
                    .put("since", since.at().toString())
                    .put("reason", since.reason()),
            () -> node.putNull("paused"));
    call.answer(200, node);
  }

  private void show(Call call) {
    call.answer(200, whole(deed(call)));
  }

  private Deed deed(Call call) {
    long id = call.number("id");
    return desk.find(id).orElseThrow(() -> missing(id));
  }

  private static Refusal missing(long id) {
    return new Refusal(Problem.notFound("There is no action " + id + ".", ALL));
  }

  private static ObjectNode brief(Deed deed) {
    return Api.object()
        .put("id", deed.number())
        .put("action", deed.action())
        .put("target", deed.target().toString())
        .put("environment", deed.proposal().order().environment())
        .put("mode", deed.mode().word())
        .put("phase", deed.phase().name())
        .put("phaseWords", deed.phase().meaning())
        .put("words", deed.words())
        .put("plan", deed.plan().words())
        .put("source", deed.proposal().source())
        .put("proposed", deed.proposed().toString())
        .put("until", deed.until().map(Instant::toString).orElse(null));
  }

  private ObjectNode whole(Deed deed) {
    ObjectNode node = brief(deed);
    node.put("reason", deed.proposal().reason())
        .put("began", deed.began().map(Instant::toString).orElse(null))
        .put("ended", deed.ended().map(Instant::toString).orElse(null))
        .put("share", deed.plan().share())
        .put("outageSeconds", deed.plan().outage().toMillis() / 1e3)
        .put("needs", desk.needs(deed).words())
        .put("seen", deed.phase() == Phase.ASKED ? Question.seen(deed) : null)
        .put("stands", deed.stands());
    if (deed.proposal().incident().isPresent()) {
      node.put("incident", deed.proposal().incident().getAsLong());
    } else {
      node.putNull("incident");
    }
    ObjectNode arguments = node.putObject("arguments");
    deed.proposal().order().arguments().values().forEach(arguments::put);
    deed.plan().touched().forEach(node.putArray("touched")::add);
    deed.plan().losses().forEach(node.putArray("losses")::add);
    deed.doubts().forEach(node.putArray("doubts")::add);
    deed.proposal().signals().forEach(node.putArray("signals")::add);
    deed.by().forEach(node.putArray("approvedBy")::add);
    return node;
  }

  private void decide(Call call) throws IOException, InterruptedException {
    long id = call.number("id");
    ObjectNode said = call.json();
    String seen = Call.text(said, "seen");
    String reason = reason(said);
    Decider decider = decider(call.visitor());
    Answer answer =
        switch (Call.text(said, "verdict")) {
          case "approve" -> desk.approve(id, seen, decider, reason);
          case "deny" -> desk.deny(id, seen, decider, reason);
          default ->
              throw new Refusal(
                  Problem.badRequest(
                      "verdict is neither approve nor deny.",
                      "Send {\"verdict\": \"approve\", \"seen\": …}; seen is told by the"
                          + " action."));
        };
    answered(call, answer);
  }

  private void undo(Call call) throws IOException, InterruptedException {
    answered(call, desk.putBack(call.number("id"), decider(call.visitor()), reason(call.json())));
  }

  private void answered(Call call, Answer answer) {
    switch (answer) {
      case Answer.Taken(String words) -> call.answer(200, Api.object().put("done", words));
      case Answer.Carried(Outcome outcome) -> carried(call, outcome);
      case Answer.Unknown _ -> throw missing(call.number("id"));
      case Answer.Stale(String why) -> throw new Refusal(Problem.conflict(why));
      case Answer.Refused(String why) -> throw new Refusal(Problem.mayNot(why));
    }
  }

  private static void carried(Call call, Outcome outcome) {
    switch (outcome) {
      case Outcome.Helped _, Outcome.NoEffect _, Outcome.Harmed _, Outcome.Broke _ ->
          call.answer(200, Api.object().put("done", outcome.words()));
      case Outcome.Shadowed _, Outcome.Asked _, Outcome.Unfit _, Outcome.Refused _ ->
          throw new Refusal(Problem.conflict(outcome.words()));
    }
  }

  private void autonomy(Call call) {
    ObjectNode node = Api.object().put("usual", desk.usualMode().word());
    ArrayNode modes = node.putArray("modes");
    for (Modes.Rule rule : desk.modes()) {
      modes
          .addObject()
          .put("action", rule.action())
          .put("service", rule.service())
          .put("environment", rule.environment())
          .put("mode", rule.mode().word());
    }
    ArrayNode trust = node.putArray("trust");
    for (Trust each : desk.trust()) {
      trust
          .addObject()
          .put("action", each.action())
          .put("service", each.service())
          .put("helped", each.helped())
          .put("failed", each.failed())
          .put("harmed", each.harmed())
          .put("atLeast", each.posterior().exceededWith(0.95))
          .put("distrusted", each.distrusted().map(Instant::toString).orElse(null))
          .put("why", each.why());
    }
    ArrayNode figures = node.putArray("kpis");
    for (Kpi each : kpis.get()) {
      ObjectNode figure =
          figures
              .addObject()
              .put("name", each.name())
              .put("title", each.title())
              .put("unit", each.unit())
              .put("definition", each.definition());
      if (each.value().isPresent()) {
        figure.put("value", each.value().getAsDouble());
      } else {
        figure.putNull("value");
      }
    }
    call.answer(200, node);
  }

  private void mode(Call call) throws IOException {
    ObjectNode said = call.json();
    Mode mode =
        Mode.of(Call.text(said, "mode"))
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.badRequest(
                            "There is no such mode.",
                            "mode is one of "
                                + String.join(
                                    ", ", Stream.of(Mode.values()).map(Mode::word).toList())
                                + ".")));
    Modes.Rule rule =
        new Modes.Rule(
            name(said, "action"), name(said, "service"), name(said, "environment"), mode);
    answered(call, desk.mode(rule, decider(call.visitor()), reason(said)));
  }

  private static String name(ObjectNode said, String key) {
    String text = Call.text(said, key);
    if (text.isEmpty()) {
      return Modes.ANY;
    }
    if (!text.equals(Modes.ANY) && !text.matches("[\\w][\\w.:-]{0,127}")) {
      throw new Refusal(
          Problem.badRequest(
              key + " is no name.", "Give the one of the configuration, or * for all of them."));
    }
    return text;
  }
}
