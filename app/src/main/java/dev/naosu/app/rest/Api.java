package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Access.open;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Person;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.app.web.StopLever;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Sight;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Sealed;
import dev.naosu.journal.Verification;
import dev.naosu.ship.rollout.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What programs can ask.
final class Api {
  private static final int PAGE = 50;
  private static final int LONGEST_PAGE = 200;
  private static final long USUAL_DAYS = 90;

  private final Ports ports;
  private final StopLever lever;
  private final Signals signals;
  private final EventStream events;
  private final Meters meters;

  Api(Ports ports, EventStream events, Meters meters) {
    this.ports = ports;
    this.lever = new StopLever(ports);
    this.signals = new Signals(ports);
    this.events = events;
    this.meters = meters;
  }

  /// Takes in what is sent by other ways than over HTTP.
  Receiver receiver() {
    return signals::receive;
  }

  /// The table of this face; a person can read it.
  List<Route> routes() {
    List<Route> table =
        new ArrayList<>(
            List.of(
                api(
                    GET,
                    "/api/v1/incidents",
                    needs(Role.VIEWER),
                    Says.of("Incidents, the latest first")
                        .answering("IncidentPage")
                        .with("state", "only these states, with commas between")
                        .with("service", "only of this service")
                        .with("before", "only incidents with smaller ids: the `next` of a page")
                        .with("limit", "at most so many, up to " + LONGEST_PAGE)
                        .refusing(400),
                    this::list),
                api(
                    GET,
                    "/api/v1/incidents/{id}",
                    needs(Role.VIEWER),
                    Says.of("All about one incident").answering("Incident").refusing(404),
                    this::show),
                api(
                    POST,
                    "/api/v1/incidents/{id}/decision",
                    needs(Role.APPROVER),
                    Says.of("Decide about the repair that is proposed")
                        .taking("Decision")
                        .answering("Done")
                        .refusing(400, 404, 409, 413, 415, 503),
                    this::decide),
                api(
                    POST,
                    "/api/v1/incidents/{id}/close",
                    needs(Role.OPERATOR),
                    Says.of("End an incident by hand")
                        .taking("Reason")
                        .answering("Done")
                        .refusing(400, 404, 409, 413, 415, 503),
                    this::close),
                steering(
                    "rollback",
                    Role.OPERATOR,
                    "Send all requests back to the version before",
                    call -> steer(call, Wish.Kind.ROLL_BACK)),
                steering(
                    "promote",
                    Role.APPROVER,
                    "Send all requests to the version that is rolled out",
                    call -> steer(call, Wish.Kind.PROMOTE)),
                steering(
                    "continue",
                    Role.APPROVER,
                    "Let a rollout go on to its next stage that could not be decided",
                    call -> steer(call, Wish.Kind.GO_ON)),
                api(
                    GET,
                    "/api/v1/stop",
                    needs(Role.VIEWER),
                    Says.of("Whether naosu is stopped").answering("Stop"),
                    this::stopped),
                api(
                    POST,
                    "/api/v1/stop",
                    needs(Role.OPERATOR),
                    Says.of("Stop naosu: no new action starts anywhere")
                        .taking("Reason")
                        .answering("Stop")
                        .refusing(400, 413, 415, 503),
                    this::stop),
                api(
                    POST,
                    "/api/v1/resume",
                    needs(Role.APPROVER),
                    Says.of("Let naosu go on")
                        .taking("Reason")
                        .answering("Stop")
                        .refusing(400, 413, 415, 503),
                    this::resume),
                api(
                    GET,
                    "/api/v1/journal",
                    needs(Role.VIEWER),
                    Says.of("The journal, in the order it was written")
                        .answering("JournalPage")
                        .with("after", "only records with greater numbers: the `next` of a page")
                        .with("limit", "at most so many, up to " + LONGEST_PAGE)
                        .refusing(400),
                    this::journal),
                api(
                    GET,
                    "/api/v1/audit/verify",
                    needs(Role.OPERATOR),
                    Says.of("Look at every link of the journal's chain")
                        .answering("Verification")
                        .with("head", "heads of earlier verifications, with commas between")
                        .refusing(400, 503),
                    this::verify),
                api(
                    GET,
                    "/api/v1/events",
                    needs(Role.VIEWER),
                    Says.of("What changes, as server-sent events")
                        .as("text/event-stream")
                        .with("incident", "only of this incident")
                        .refusing(400, 503),
                    events::send),
                api(
                    GET,
                    "/api/v1/me",
                    needs(Role.VIEWER),
                    Says.of("Who is asking").answering("Visitor"),
                    this::me),
                api(
                    GET,
                    "/api/v1/tokens",
                    needs(Role.ADMIN),
                    Says.of("API tokens, without their secrets").answering("Tokens"),
                    this::tokens),
                api(
                    POST,
                    "/api/v1/tokens",
                    needs(Role.ADMIN),
                    Says.of("Make an API token; its secret is told once")
                        .taking("NewToken")
                        .answering("MadeToken")
                        .refusing(400, 413, 415, 503),
                    this::makeToken),
                api(
                    DELETE,
                    "/api/v1/tokens/{id}",
                    needs(Role.ADMIN),
                    Says.of("Revoke an API token").answering("Done").refusing(404, 503),
                    this::revoke),
                api(
                    GET,
                    "/api/v1/people",
                    needs(Role.ADMIN),
                    Says.of("Who can sign in").answering("People"),
                    this::people),
                api(
                    POST,
                    "/api/v1/people",
                    needs(Role.ADMIN),
                    Says.of("Add somebody")
                        .taking("NewPerson")
                        .answering("Done")
                        .refusing(400, 413, 415, 503),
                    this::addPerson),
                api(
                    DELETE,
                    "/api/v1/people/{name}",
                    needs(Role.ADMIN),
                    Says.of("Remove somebody").answering("Done").refusing(404, 503),
                    this::removePerson),
                api(
                    POST,
                    "/api/v1/first",
                    open("the one-time token is in the body, and nobody has another one yet"),
                    Says.of("Exchange the one-time token of the first start for an API token")
                        .taking("First")
                        .answering("MadeToken")
                        .refusing(400, 401, 413, 415, 429, 503),
                    this::first),
                api(
                    GET,
                    "/health",
                    open("tells only that the process answers"),
                    Says.of("Whether naosu answers").answering("Health"),
                    this::health),
                api(
                    GET,
                    "/ready",
                    open("a load balancer has no token"),
                    Says.of("Whether naosu can work").answering("Health").refusing(503),
                    this::ready),
                api(
                    GET,
                    "/metrics",
                    needs(Role.VIEWER),
                    Says.of("Metrics for Prometheus").as("text/plain"),
                    this::metrics)));
    table.addAll(signals.routes());
    return List.copyOf(table);
  }

  private static Route steering(String word, Role role, String says, Route.Handling handling) {
    return api(
        POST,
        "/api/v1/incidents/{id}/" + word,
        needs(role),
        Says.of(says).taking("Steering").answering("Done").refusing(400, 404, 409, 413, 415, 503),
        handling);
  }

  private void steer(Call call, Wish.Kind wanted) throws IOException {
    long id = call.number("id");
    ObjectNode said = call.json();
    String seen = Call.text(said, "seen");
    if (seen.isEmpty()) {
      refuse(
          List.of(
              "seen names the version you saw: the `candidate` of the incident's last rollout"));
    }
    answered(
        call,
        id,
        ports.desk().steer(id, wanted, seen, call.visitor().name(), Call.text(said, "reason")));
  }

  private void list(Call call) {
    Optional<Long> before =
        call.query("before").isEmpty()
            ? Optional.empty()
            : Optional.of(call.number("before", 0, 1, Long.MAX_VALUE / 10));
    int most = (int) call.number("limit", PAGE, 1, LONGEST_PAGE);
    Incidents.Filter filter = new Incidents.Filter(states(call), call.query("service"));
    // one more tells whether there is another page
    List<Incident> found = ports.incidents().list(filter, before, most + 1);
    List<Incident> shown = found.subList(0, Math.min(most, found.size()));
    ObjectNode node = object();
    ArrayNode incidents = node.putArray("incidents");
    shown.forEach(each -> incidents.add(IncidentJson.brief(each)));
    if (found.size() > most) {
      node.put("next", shown.getLast().id());
    } else {
      node.putNull("next");
    }
    ObjectNode counts = node.putObject("counts");
    Map<State, Long> all = ports.incidents().counts();
    for (State state : State.values()) {
      counts.put(state.name(), all.getOrDefault(state, 0L));
    }
    call.answer(200, node);
  }

  private static Set<State> states(Call call) {
    Set<State> states = EnumSet.noneOf(State.class);
    List<String> unknown = new ArrayList<>();
    for (String word : call.queries("state")) {
      Stream.of(State.values())
          .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
          .findFirst()
          .ifPresentOrElse(states::add, () -> unknown.add(word));
    }
    if (!unknown.isEmpty()) {
      throw new Refusal(
          Problem.badRequest(
              "There is no state " + String.join(", ", unknown) + ".",
              "The states are " + List.of(State.values()) + "."));
    }
    return states;
  }

  private void show(Call call) {
    Incident incident = incident(call);
    Optional<Card> card = ports.desk().card(incident);
    card.filter(_ -> call.visitor().role().covers(Role.APPROVER))
        .ifPresent(each -> ports.desk().shown(each, call.visitor().name()));
    call.answer(200, IncidentJson.whole(incident, ports.incidents(), ports.rollouts(), card));
  }

  private Incident incident(Call call) {
    long id = call.number("id");
    return ports
        .incidents()
        .find(id)
        .orElseThrow(() -> new Refusal(Problem.notFound("There is no incident " + id + ".", ALL)));
  }

  private static final String ALL = "GET /api/v1/incidents lists those that there are.";

  private void decide(Call call) throws IOException {
    long id = call.number("id");
    ObjectNode said = call.json();
    List<String> mistakes = new ArrayList<>();
    Optional<Desk.Verdict> verdict = Verdicts.of(Call.text(said, "verdict"));
    String reason = Call.text(said, "reason");
    String seen = Call.text(said, "seen");
    if (verdict.isEmpty()) {
      mistakes.add("verdict is one of " + Verdicts.words());
    }
    if (seen.isEmpty()) {
      mistakes.add("seen names the repair you saw: the remedy's `seen` of the incident");
    }
    if (reason.isBlank() && verdict.isPresent() && verdict.get() != Desk.Verdict.APPROVE) {
      mistakes.add("reason says why not; the next attempt and the people after you read it");
    }
    refuse(mistakes);
    Desk.Answer answer =
        ports
            .desk()
            .decide(
                id,
                verdict.orElseThrow(),
                new Sight(seen, "the API", Optional.empty()),
                ports.decider(call.visitor()),
                reason);
    answered(call, id, answer);
  }

  private void close(Call call) throws IOException {
    long id = call.number("id");
    answered(
        call, id, ports.desk().close(id, call.visitor().name(), Call.text(call.json(), "reason")));
  }

  private static void answered(Call call, long id, Desk.Answer answer) {
    switch (answer) {
      case Desk.Answer.Taken _ -> call.answer(200, done("taken down in the journal"));
      case Desk.Answer.NotYet(String why) -> call.answer(200, done(why));
      case Desk.Answer.Refused(String why) -> throw new Refusal(Problem.mayNot(why));
      case Desk.Answer.Unknown _ ->
          throw new Refusal(Problem.notFound("There is no incident " + id + ".", ALL));
      case Desk.Answer.Stale(String why) -> throw new Refusal(Problem.conflict(why));
    }
  }

  private void stopped(Call call) {
    ObjectNode node = object();
    node.put("stopped", ports.stop().isOn());
    ports
        .halt()
        .stopped()
        .ifPresentOrElse(
            stopped ->
                node.put("by", stopped.by())
                    .put("since", stopped.since().toString())
                    .put("reason", stopped.reason()),
            () -> node.putNull("by").putNull("since").put("reason", ""));
    call.answer(200, node);
  }

  private void stop(Call call) throws IOException {
    lever.stop(call.visitor(), Call.text(call.json(), "reason"));
    stopped(call);
  }

  private void resume(Call call) throws IOException {
    lever.resume(call.visitor(), Call.text(call.json(), "reason"));
    stopped(call);
  }

  private void journal(Call call) {
    long after = call.number("after", 0, 0, Long.MAX_VALUE / 10);
    int most = (int) call.number("limit", PAGE, 1, LONGEST_PAGE);
    List<Sealed> found = ports.trail().after(after, most);
    ObjectNode node = object();
    ArrayNode records = node.putArray("records");
    for (Sealed record : found) {
      Entry entry = record.entry();
      ObjectNode line =
          records
              .addObject()
              .put("number", record.number())
              .put("at", entry.at().toString())
              .put("actor", entry.actor())
              .put("action", entry.action())
              .put("subject", entry.subject())
              .put("detail", entry.detail())
              .put("key", entry.key())
              .put("previous", record.previous().hex())
              .put("hash", record.hash().hex());
      entry.inputs().forEach(line.putArray("inputs")::add);
    }
    if (found.size() == most) {
      node.put("next", found.getLast().number());
    } else {
      node.putNull("next");
    }
    call.answer(200, node);
  }

  private void verify(Call call) {
    ObjectNode node = object();
    switch (ports.trail().verify(heads(call))) {
      case Verification.Intact(Head head) ->
          node.put("intact", true)
              .put("records", head.number())
              .put("head", head.toString())
              .put("what", "each record is the one that was written, none is missing");
      case Verification.Broken(var _, long number, String what) ->
          node.put("intact", false).put("records", number).put("head", "").put("what", what);
    }
    call.answer(200, node);
  }

  private static List<Head> heads(Call call) {
    List<Head> heads = new ArrayList<>();
    for (String text : call.queries("head")) {
      try {
        heads.add(Head.parse(text));
      } catch (IllegalArgumentException e) {
        throw new Refusal(
            Problem.badRequest(
                "A head is not one: " + e.getMessage() + ".",
                "Give what an earlier verification told as its head."));
      }
    }
    return heads;
  }

  private void me(Call call) {
    Visitor visitor = call.visitor();
    call.answer(200, object().put("name", visitor.name()).put("role", visitor.role().word()));
  }

  private void tokens(Call call) {
    ObjectNode node = object();
    ArrayNode tokens = node.putArray("tokens");
    ports.doorkeeper().tokens().forEach(token -> tokens.add(token(token)));
    call.answer(200, node);
  }

  private static ObjectNode token(ApiToken token) {
    return object()
        .put("id", token.id())
        .put("name", token.name())
        .put("role", token.role().word())
        .put("created", token.created().toString())
        .put("expires", token.expires().toString())
        .put("by", token.by());
  }

  private void makeToken(Call call) throws IOException {
    ObjectNode said = call.json();
    Role role = role(said);
    Duration life = life(said);
    made(call, ports.doorkeeper().create(call.visitor(), Call.text(said, "name"), role, life));
  }

  private void first(Call call) throws IOException {
    ObjectNode said = call.json();
    made(
        call,
        ports
            .doorkeeper()
            .exchange(
                Call.text(said, "oneTimeToken"),
                Call.text(said, "name"),
                life(said),
                call.address()));
  }

  private static void made(Call call, Admission admission) {
    switch (admission) {
      case Admission.Admitted(String secret, ApiToken token) ->
          call.answer(201, token(token).put("secret", secret));
      case Admission.Refused _ ->
          throw new Refusal(
              Problem.of(
                  "no-credentials",
                  401,
                  "The one-time token is not good",
                  "It is unknown, used up, or older than a day.",
                  "Start naosu again: while there is no admin, it prints a new one."));
      case Admission.Later(Duration wait) ->
          throw new Refusal(Problem.later("Too many wrong tokens came from here.", wait));
      case Admission.Impossible(String why) ->
          throw new Refusal(Problem.badRequest("That cannot be had: " + why + ".", "Mend it."));
    }
  }

  private static Role role(ObjectNode said) {
    return Role.of(Call.text(said, "role"))
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.badRequest(
                        "There is no such role.", "role is viewer, operator, approver or admin.")));
  }

  private static Duration life(ObjectNode said) {
    JsonNode days = said.get("days");
    if (days == null) {
      return Duration.ofDays(USUAL_DAYS);
    }
    if (!days.canConvertToInt() || days.intValue() < 1) {
      throw new Refusal(
          Problem.badRequest("days is no number from 1.", "Give one, or leave it out: 90."));
    }
    return Duration.ofDays(days.intValue());
  }

  private void revoke(Call call) {
    if (!ports.doorkeeper().revoke(call.visitor(), call.context().pathParam("id"))) {
      throw new Refusal(
          Problem.notFound("There is no such token.", "GET /api/v1/tokens lists them."));
    }
    call.answer(200, done("the token is no longer good"));
  }

  private void people(Call call) {
    ObjectNode node = object();
    ArrayNode people = node.putArray("people");
    for (Person person : ports.doorkeeper().people()) {
      people.addObject().put("name", person.name()).put("role", person.role().word());
    }
    call.answer(200, node);
  }

  private void addPerson(Call call) throws IOException {
    ObjectNode said = call.json();
    Optional<String> why =
        ports
            .doorkeeper()
            .add(call.visitor(), Call.text(said, "name"), role(said), Call.text(said, "password"));
    if (why.isPresent()) {
      throw new Refusal(Problem.badRequest("That cannot be: " + why.get() + ".", "Mend it."));
    }
    call.answer(201, done("added"));
  }

  private void removePerson(Call call) {
    if (!ports.doorkeeper().remove(call.visitor(), call.context().pathParam("name"))) {
      throw new Refusal(
          Problem.notFound("There is nobody of that name.", "GET /api/v1/people lists them."));
    }
    call.answer(200, done("removed"));
  }

  private void health(Call call) {
    call.answer(200, health("up", List.of()));
  }

  private void ready(Call call) {
    List<String> lacking = ports.lacking().get();
    ObjectNode node = health(lacking.isEmpty() ? "up" : "down", lacking);
    ports.unread().get().forEach(node.putArray("unread")::add);
    call.answer(lacking.isEmpty() ? 200 : 503, node);
  }

  private ObjectNode health(String status, List<String> lacking) {
    ObjectNode node = object().put("status", status).put("version", ports.version());
    lacking.forEach(node.putArray("lacking")::add);
    return node;
  }

  private void metrics(Call call) {
    call.context()
        .status(200)
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(meters.scrape());
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode done(String what) {
    return object().put("done", what);
  }

  private static void refuse(List<String> mistakes) {
    if (!mistakes.isEmpty()) {
      throw new Refusal(
          new Problem(
              "bad-request",
              400,
              "The request cannot be understood",
              mistakes.size() == 1 ? mistakes.getFirst() + "." : mistakes.size() + " mistakes.",
              "Mend it; /openapi.json shows what is taken.",
              mistakes,
              Optional.empty()));
    }
  }

  /// Verdicts as they are written in requests.
  private static final class Verdicts {
    static Optional<Desk.Verdict> of(String word) {
      return Stream.of(Desk.Verdict.values()).filter(each -> word(each).equals(word)).findFirst();
    }

    static String words() {
      return String.join(", ", Stream.of(Desk.Verdict.values()).map(Verdicts::word).toList());
    }

    private static String word(Desk.Verdict verdict) {
      return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
