package dev.naosu.app.console;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Access.open;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Doorkeeper.Recognised;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.console.IncidentList.Group;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Gate;
import dev.naosu.app.web.Halt;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.StopLever;
import dev.naosu.cycle.incident.Approval;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Sight;
import dev.naosu.cycle.incident.State;
import dev.naosu.journal.Head;
import dev.naosu.journal.Sealed;
import dev.naosu.journal.Verification;
import dev.naosu.postgres.DatabaseUnavailable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What people see. Every page works without a script; with one, it follows what happens.
public final class Console {
  private static final int ROWS = 50;
  private static final String EVENTS = "/api/v1/events";
  private static final String PLACE = "/incidents/{id}/";

  private final Ports ports;
  private final StopLever lever;
  private final SsoDoor sso;
  private final Templates templates = new Templates();
  private final StaticFiles files = new StaticFiles();

  public Console(Ports ports) {
    this.ports = ports;
    this.lever = new StopLever(ports);
    this.sso = new SsoDoor(ports);
  }

  /// The table of this face; a person can read it.
  public List<Route> routes() {
    return List.of(
        page(GET, "/", needs(Role.VIEWER), "Begin", call -> call.see("/incidents")),
        page(GET, "/login", open("who signs in is not signed in yet"), "Sign in", this::login),
        page(POST, "/login", open("who signs in is not signed in yet"), "Sign in", this::signIn),
        page(GET, SsoDoor.THERE, open("it leads to who knows them"), "Sign in there", this::there),
        page(GET, SsoDoor.BACK, open("it takes what they say"), "Signed in there", this::back),
        page(GET, "/welcome", open("there is nobody yet"), "First start", this::welcome),
        page(POST, "/welcome", open("it takes the one-time token"), "First start", this::begin),
        page(POST, "/logout", needs(Role.VIEWER), "Sign out", this::signOut),
        page(GET, "/incidents", needs(Role.VIEWER), "Incidents", this::incidents),
        page(GET, "/incidents/{id}", needs(Role.VIEWER), "An incident", this::incident),
        page(GET, "/incidents/{id}/approve", needs(Role.APPROVER), "Before yes", this::askYes),
        page(POST, "/incidents/{id}/approve", needs(Role.APPROVER), "Say yes", this::approve),
        page(GET, "/incidents/{id}/deny", needs(Role.APPROVER), "Before no", this::askNo),
        page(POST, "/incidents/{id}/deny", needs(Role.APPROVER), "Say no", this::deny),
        page(GET, "/incidents/{id}/close", needs(Role.OPERATOR), "Before the end", this::askEnd),
        page(POST, "/incidents/{id}/close", needs(Role.OPERATOR), "End by hand", this::end),
        page(GET, PLACE + "promote", needs(Role.APPROVER), "Before all", asked(Steering.PROMOTE)),
        page(POST, PLACE + "promote", needs(Role.APPROVER), "All", steered(Steering.PROMOTE)),
        page(GET, PLACE + "rollback", needs(Role.OPERATOR), "Before", asked(Steering.ROLL_BACK)),
        page(POST, PLACE + "rollback", needs(Role.OPERATOR), "Back", steered(Steering.ROLL_BACK)),
        page(GET, PLACE + "continue", needs(Role.APPROVER), "Before more", asked(Steering.GO_ON)),
        page(POST, PLACE + "continue", needs(Role.APPROVER), "More", steered(Steering.GO_ON)),
        page(GET, "/stop", needs(Role.VIEWER), "Stop and go on", this::stopPage),
        page(POST, "/stop", needs(Role.OPERATOR), "Stop", this::stop),
        page(POST, "/resume", needs(Role.APPROVER), "Go on", this::resume),
        page(GET, "/journal", needs(Role.VIEWER), "The journal", this::journal),
        page(GET, "/journal/verify", needs(Role.OPERATOR), "Look at the chain", this::verify),
        page(GET, "/access", needs(Role.ADMIN), "Who may do what", this::access),
        page(POST, "/access/tokens", needs(Role.ADMIN), "Make a token", this::makeToken),
        page(POST, "/access/tokens/{id}/revoke", needs(Role.ADMIN), "Revoke", this::revoke),
        page(POST, "/access/people", needs(Role.ADMIN), "Add somebody", this::addPerson),
        page(POST, "/access/people/{name}/remove", needs(Role.ADMIN), "Remove", this::remove),
        page(GET, "/static/{file}", open("styles and scripts hold no data"), "Files", files::send));
  }

  /// A problem as a page.
  public String problem(Problem problem, Optional<Visitor> visitor, String csrf) {
    Frame frame = new Frame(problem.title(), "", visitor, csrf, stopBar(), "", ports.version());
    return templates.write("problem", Map.of("frame", frame, "problem", problem));
  }

  private void login(Call call) throws IOException {
    if (call.guest().isPresent()) {
      call.see(next(call.query("next").orElse("")));
      return;
    }
    login(call, 200, "");
  }

  private void login(Call call, int status, String trouble) throws IOException {
    String next = call.query("next").orElse("");
    show(
        call,
        status,
        "login",
        frame(call, "Sign in", "login", ""),
        Map.of(
            "trouble",
            trouble,
            "next",
            next,
            "elsewhere",
            sso.button(next),
            "nobodyYet",
            ports.doorkeeper().people().isEmpty() && ports.doorkeeper().tokens().isEmpty()));
  }

  private void signIn(Call call) throws IOException {
    String token = call.field("token").strip();
    if (ports.doorkeeper().recognise(token, ApiToken.Kind.ONE_TIME) instanceof Recognised.Known) {
      // who has the one-time token is welcome at this door too
      welcome(call, 200, "", token);
      return;
    }
    Admission admission =
        token.isEmpty()
            ? ports.doorkeeper().signIn(call.field("name"), call.field("password"), call.address())
            : ports.doorkeeper().signIn(token, call.address());
    switch (admission) {
      case Admission.Admitted(String secret, var _) -> {
        Gate.open(call.context(), secret);
        call.see(next(call.query("next").orElse("")));
      }
      case Admission.Refused _ ->
          login(
              call,
              401,
              token.isEmpty()
                  ? "Name or password is not right. Try again, or ask an admin."
                  : "This token is not good: mistyped, expired or revoked. Ask an admin for another.");
      case Admission.Later(Duration pause) -> {
        call.context().header("Retry-After", Long.toString(Math.max(1, pause.toSeconds())));
        login(
            call,
            429,
            "Too many wrong tries. Wait " + Math.max(1, pause.toSeconds()) + " s, then try again.");
      }
      case Admission.Impossible(String why) -> login(call, 400, sentence(why));
    }
  }

  private void there(Call call) {
    sso.there(call, next(call.query("next").orElse("")));
  }

  /// A page that leads on: the strict cookie of the session is not sent on the way from elsewhere.
  private void back(Call call) {
    show(
        call,
        200,
        "arrived",
        frame(call, "Signed in", "login", ""),
        Map.of("next", next(sso.back(call))));
  }

  /// Only a page of naosu: whoever made the link must not lead people elsewhere.
  private static String next(String place) {
    return place.matches("/(?:[A-Za-z0-9?&=,_-][A-Za-z0-9/?&=,_.-]{0,200})?") && !place.equals("/")
        ? place
        : "/incidents";
  }

  private void welcome(Call call) throws IOException {
    welcome(call, 200, "", call.query("token").orElse(""));
  }

  private void welcome(Call call, int status, String trouble, String token) throws IOException {
    show(
        call,
        status,
        "welcome",
        frame(call, "Welcome", "login", ""),
        Map.of("trouble", trouble, "token", SafeText.line(token, 100)));
  }

  private void begin(Call call) throws IOException {
    Admission admission =
        ports
            .doorkeeper()
            .begin(
                call.field("token").strip(),
                call.field("name").strip(),
                call.field("password"),
                call.address());
    switch (admission) {
      case Admission.Admitted(String secret, var _) -> {
        Gate.open(call.context(), secret);
        call.see("/incidents");
      }
      case Admission.Refused _ ->
          welcome(
              call,
              401,
              "The one-time token is unknown, used up, or older than a day. Start naosu again: while"
                  + " there is no admin, it prints a new one.",
              "");
      case Admission.Later(Duration pause) ->
          welcome(
              call,
              429,
              "Too many wrong tries. Wait "
                  + Math.max(1, pause.toSeconds())
                  + " s, then try again.",
              call.field("token"));
      case Admission.Impossible(String why) ->
          welcome(call, 400, sentence(why), call.field("token"));
    }
  }

  private void signOut(Call call) {
    ports.doorkeeper().signOut(call.visitor());
    Gate.close(call.context());
    call.see("/login");
  }

  private void incidents(Call call) {
    Group group = call.query("show").flatMap(Group::of).orElse(Group.ALL);
    Optional<String> service = call.query("service");
    Optional<Long> before =
        call.query("before").isEmpty()
            ? Optional.empty()
            : Optional.of(call.number("before", 0, 1, Long.MAX_VALUE / 10));
    Instant now = ports.clock().instant();
    Set<State> states = group == Group.ALL ? Set.of() : group.states();
    List<Incident> found =
        ports.incidents().list(new Incidents.Filter(states, service), before, ROWS + 1);
    List<Incident> shown = found.subList(0, Math.min(ROWS, found.size()));
    Map<State, Long> counts = ports.incidents().counts();
    String next =
        found.size() > ROWS
            ? "/incidents?show="
                + group.word()
                + service.map(each -> "&service=" + encoded(each)).orElse("")
                + "&before="
                + shown.getLast().id()
            : "";
    IncidentList list =
        new IncidentList(
            List.of(Group.values()).stream().map(each -> each.chip(counts, each == group)).toList(),
            shown.stream().map(each -> IncidentList.Row.of(each, now)).toList(),
            next,
            service.map(each -> SafeText.line(each, 200)).orElse(""),
            counts.values().stream().allMatch(count -> count == 0));
    show(
        call,
        200,
        "incidents",
        frame(call, "Incidents", "incidents", EVENTS),
        Map.of("list", list, "chosen", group.word(), "self", self(call)));
  }

  private void incident(Call call) {
    IncidentView view = view(call);
    show(
        call,
        200,
        "incident",
        frame(call, view.title(), "incidents", EVENTS + "?incident=" + view.id()),
        Map.of("view", view, "self", self(call)));
  }

  private void askYes(Call call) {
    ask(call, "approve", "Approve the repair of incident ");
  }

  private void askNo(Call call) {
    ask(call, "deny", "Say no to the repair of incident ");
  }

  private void ask(Call call, String template, String title) {
    IncidentView view = view(call);
    Optional<Card> card = ports.desk().card(view.id());
    if (!view.asks()) {
      throw new Refusal(
          Problem.conflict(
              "Incident " + view.id() + " is " + view.state() + ": nothing is asked now."));
    }
    show(
        call,
        200,
        template,
        frame(call, title + view.id(), "incidents", ""),
        Map.of(
            "view",
            view,
            "trouble",
            "",
            "needs",
            card.map(this::wanted).orElse(""),
            "doubts",
            card.map(Card::doubts).orElse(List.of()).stream()
                .map(each -> SafeText.line(each, 500))
                .toList()));
  }

  /// Empty where one word is enough.
  private String wanted(Card card) {
    List<Approval> approved = ports.desk().approved(card);
    return card.quorum().people() == 1
        ? ""
        : "It ships when it has been approved by "
            + card.quorum().words()
            + (approved.isEmpty()
                ? "; nobody has yet."
                : ", so far by "
                    + approved.stream()
                        .map(each -> SafeText.line(each.name(), 80))
                        .collect(Collectors.joining(", "))
                    + ".");
  }

  private void approve(Call call) throws IOException {
    long id = call.number("id");
    answered(
        call,
        id,
        ports
            .desk()
            .decide(
                id,
                Desk.Verdict.APPROVE,
                sight(call),
                ports.decider(call.visitor()),
                call.field("reason")));
  }

  private void deny(Call call) throws IOException {
    long id = call.number("id");
    String reason = call.field("reason").strip();
    if (reason.isEmpty()) {
      IncidentView view = view(call);
      show(
          call,
          400,
          "deny",
          frame(call, "Say no to the repair of incident " + id, "incidents", ""),
          Map.of(
              "view",
              view,
              "trouble",
              "Say why: the next attempt and the people after you read it."));
      return;
    }
    Desk.Verdict verdict =
        call.field("then").equals("again") ? Desk.Verdict.SEND_BACK : Desk.Verdict.DENY;
    answered(
        call,
        id,
        ports.desk().decide(id, verdict, sight(call), ports.decider(call.visitor()), reason));
  }

  private static Sight sight(Call call) throws IOException {
    return new Sight(call.field("seen"), "the console", Optional.empty());
  }

  private Route.Handling asked(Steering steering) {
    return call -> {
      IncidentView view = view(call);
      RolloutView rollout =
          view.rollout()
              .filter(RolloutView::isSteered)
              .orElseThrow(
                  () ->
                      new Refusal(
                          Problem.conflict(
                              "Incident "
                                  + view.id()
                                  + " is "
                                  + view.state()
                                  + ": nothing is rolled out now.")));
      show(
          call,
          200,
          "steer",
          frame(call, steering.button() + ": incident " + view.id(), "incidents", ""),
          Map.of("view", view, "rollout", rollout, "steering", steering));
    };
  }

  private Route.Handling steered(Steering steering) {
    return call -> {
      long id = call.number("id");
      answered(
          call,
          id,
          ports
              .desk()
              .steer(
                  id,
                  steering.wish(),
                  call.field("seen"),
                  call.visitor().name(),
                  call.field("reason")));
    };
  }

  private void askEnd(Call call) {
    IncidentView view = view(call);
    if (!view.closable()) {
      throw new Refusal(
          Problem.conflict(
              "Incident " + view.id() + " is " + view.state() + ": it cannot be closed."));
    }
    show(
        call,
        200,
        "close",
        frame(call, "Close incident " + view.id(), "incidents", ""),
        Map.of("view", view));
  }

  private void end(Call call) throws IOException {
    long id = call.number("id");
    answered(call, id, ports.desk().close(id, call.visitor().name(), call.field("reason")));
  }

  private static void answered(Call call, long id, Desk.Answer answer) {
    switch (answer) {
      case Desk.Answer.Taken _, Desk.Answer.NotYet _ -> call.see("/incidents/" + id);
      case Desk.Answer.Refused(String why) -> throw new Refusal(Problem.mayNot(why));
      case Desk.Answer.Unknown _ -> throw new Refusal(missing(id));
      case Desk.Answer.Stale(String why) -> throw new Refusal(Problem.conflict(why));
    }
  }

  private void stopPage(Call call) {
    show(call, 200, "stop", frame(call, "Stop", "stop", ""), Map.of());
  }

  private void stop(Call call) throws IOException {
    lever.stop(call.visitor(), call.field("reason"));
    call.see("/stop");
  }

  private void resume(Call call) throws IOException {
    lever.resume(call.visitor(), call.field("reason"));
    call.see("/stop");
  }

  private void journal(Call call) {
    journal(call, "", true);
  }

  private void verify(Call call) {
    switch (ports.trail().verify(List.of())) {
      case Verification.Intact(Head head) ->
          journal(
              call,
              Words.count(head.number(), "record")
                  + ": each is the one that was written, none is missing. Where it ends now, to be"
                  + " kept elsewhere: "
                  + head,
              true);
      case Verification.Broken(var _, long _, String what) ->
          journal(
              call,
              "The journal is not what was written: "
                  + SafeText.line(what)
                  + ". Stop naosu, and compare with a backup of the database.",
              false);
    }
  }

  private void journal(Call call, String verified, boolean intact) {
    long end = call.number("before", ports.trail().head().number() + 1, 1, Long.MAX_VALUE / 10);
    long begin = Math.max(0, end - 1 - ROWS);
    int most = (int) (end - 1 - begin);
    Instant now = ports.clock().instant();
    List<Sealed> lines = most < 1 ? List.of() : ports.trail().after(begin, most);
    List<JournalView.Line> shown = new ArrayList<>();
    lines.forEach(each -> shown.addFirst(JournalView.Line.of(each, now)));
    JournalView view =
        new JournalView(shown, begin > 0 ? "/journal?before=" + (begin + 1) : "", verified, intact);
    show(call, 200, "journal", frame(call, "Journal", "journal", ""), Map.of("view", view));
  }

  private void access(Call call) {
    access(call, 200, "", "");
  }

  private void access(Call call, int status, String secret, String trouble) {
    Instant now = ports.clock().instant();
    AccessView view =
        new AccessView(
            ports.doorkeeper().tokens().stream()
                .map(
                    each ->
                        new AccessView.Token(
                            each.id(),
                            each.name(),
                            each.role().word(),
                            Moment.of(each.created(), now),
                            Moment.of(each.expires(), now),
                            each.isExpired(now),
                            each.by()))
                .toList(),
            ports.doorkeeper().people().stream()
                .map(each -> new AccessView.Person(each.name(), each.role().word()))
                .toList(),
            ports.doorkeeper().vouched().stream()
                .map(
                    each ->
                        new AccessView.Guest(
                            each.name(),
                            each.role().word(),
                            SafeText.line(each.by(), 200),
                            Moment.of(each.expires(), now)))
                .toList(),
            secret,
            trouble);
    show(call, status, "access", frame(call, "Access", "access", ""), Map.of("view", view));
  }

  private void makeToken(Call call) throws IOException {
    Optional<Role> role = Role.of(call.field("role"));
    String days = call.field("days");
    if (role.isEmpty() || !days.matches("[0-9]{1,4}")) {
      access(call, 400, "", "Choose a role, and a number of days.");
      return;
    }
    Admission made =
        ports
            .doorkeeper()
            .create(
                call.visitor(),
                call.field("name").strip(),
                role.get(),
                Duration.ofDays(Integer.parseInt(days)));
    switch (made) {
      case Admission.Admitted(String secret, var _) -> access(call, 200, secret, "");
      case Admission.Impossible(String why) -> access(call, 400, "", sentence(why));
      case Admission.Refused _, Admission.Later _ ->
          throw new IllegalStateException("an admin is not refused");
    }
  }

  private void revoke(Call call) {
    ports.doorkeeper().revoke(call.visitor(), call.context().pathParam("id"));
    call.see("/access");
  }

  private void addPerson(Call call) throws IOException {
    Optional<Role> role = Role.of(call.field("role"));
    if (role.isEmpty()) {
      access(call, 400, "", "Choose a role.");
      return;
    }
    Optional<String> why =
        ports
            .doorkeeper()
            .add(call.visitor(), call.field("name").strip(), role.get(), call.field("password"));
    if (why.isPresent()) {
      access(call, 400, "", sentence(why.get()));
    } else {
      call.see("/access");
    }
  }

  private void remove(Call call) {
    ports.doorkeeper().remove(call.visitor(), call.context().pathParam("name"));
    call.see("/access");
  }

  private IncidentView view(Call call) {
    long id = call.number("id");
    Incident incident = ports.incidents().find(id).orElseThrow(() -> new Refusal(missing(id)));
    Optional<Card> card = ports.desk().card(incident);
    card.filter(_ -> call.visitor().role().covers(Role.APPROVER))
        .ifPresent(each -> ports.desk().shown(each, call.visitor().name()));
    return IncidentView.of(
        incident,
        ports.incidents(),
        ports.rollouts(),
        ports.policy(),
        card,
        ports.clock().instant());
  }

  private static Problem missing(long id) {
    return Problem.notFound(
        "There is no incident " + id + ".", "The list of incidents shows those that there are.");
  }

  private Frame frame(Call call, String title, String here, String events) {
    return new Frame(title, here, call.guest(), call.csrf(), stopBar(), events, ports.version());
  }

  private Optional<Frame.StopBar> stopBar() {
    if (!ports.stop().isOn()) {
      return Optional.empty();
    }
    try {
      return ports
          .halt()
          .stopped()
          .map(stopped -> new Frame.StopBar(words(stopped)))
          .or(() -> Optional.of(new Frame.StopBar("Stopped by a file on the server")));
    } catch (DatabaseUnavailable e) {
      return Optional.of(
          new Frame.StopBar(
              "The database is away, and what cannot be found out counts as stopped"));
    }
  }

  private String words(Halt.Stopped stopped) {
    return "Stopped by "
        + SafeText.line(stopped.by(), 80)
        + " "
        + Moment.of(stopped.since(), ports.clock().instant()).ago()
        + (stopped.reason().isEmpty() ? "" : ": " + SafeText.line(stopped.reason(), 300));
  }

  private void show(
      Call call, int status, String template, Frame frame, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("frame", frame);
    call.context()
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result(templates.write(template, all));
  }

  private static String self(Call call) {
    String query = call.context().queryString();
    return call.context().path() + (query == null ? "" : "?" + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String sentence(String text) {
    return Words.sentence(text) + ".";
  }
}
