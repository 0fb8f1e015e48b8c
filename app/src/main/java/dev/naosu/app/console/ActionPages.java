package dev.naosu.app.console;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Role;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.ActionDesk.Answer;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.learn.Kpi;
import dev.naosu.prove.safety.Deed;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The pages about actions.
public final class ActionPages {
  private static final int ROWS = 50;

  private final ActionDesk desk;
  private final Supplier<List<Kpi>> kpis;
  private final StopSwitch stop;
  private final Doorkeeper doorkeeper;
  private final InstantSource clock;
  private final String version;
  private final Templates templates = new Templates();

  /// @param version of naosu
  public ActionPages(
      ActionDesk desk,
      Supplier<List<Kpi>> kpis,
      StopSwitch stop,
      Doorkeeper doorkeeper,
      InstantSource clock,
      String version) {
    this.desk = desk;
    this.kpis = kpis;
    this.stop = stop;
    this.doorkeeper = doorkeeper;
    this.clock = clock;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(
        page(GET, "/actions", needs(Role.VIEWER), "Actions", this::list),
        page(GET, "/actions/{id}", needs(Role.VIEWER), "An action", this::one),
        page(POST, "/actions/{id}/approve", needs(Role.APPROVER), "Have it done", this::approve),
        page(POST, "/actions/{id}/deny", needs(Role.OPERATOR), "Have it not done", this::deny),
        page(POST, "/actions/{id}/undo", needs(Role.OPERATOR), "Put it back", this::undo),
        page(POST, "/actions/pause", needs(Role.OPERATOR), "Pause actions", this::pause),
        page(POST, "/actions/resume", needs(Role.APPROVER), "Let actions go on", this::goOn));
  }

  private void list(Call call) {
    Optional<Long> before =
        call.query("before").isEmpty()
            ? Optional.empty()
            : Optional.of(call.number("before", 0, 1, Long.MAX_VALUE / 10));
    show(
        call,
        200,
        "actions",
        "Actions",
        Map.of("view", ActionsView.of(desk, kpis.get(), before, ROWS, clock.instant())));
  }

  private void one(Call call) {
    one(call, 200, "");
  }

  private void one(Call call, int status, String trouble) {
    long id = call.number("id");
    Deed deed = desk.find(id).orElseThrow(() -> missing(id));
    ActionView view = ActionView.of(deed, desk.needs(deed).words(), clock.instant());
    show(call, status, "action", "Action " + id, Map.of("view", view, "trouble", trouble));
  }

  private static Refusal missing(long id) {
    return new Refusal(
        Problem.notFound(
            "There is no action " + id + ".", "The list of actions shows those that there are."));
  }

  private Decider decider(Call call) {
    return new Decider(
        call.visitor().name(), doorkeeper.behind(call.visitor()), call.visitor().role());
  }

  private void approve(Call call) throws IOException, InterruptedException {
    answered(
        call,
        desk.approve(call.number("id"), call.field("seen"), decider(call), call.field("reason")));
  }

  private void deny(Call call) throws IOException {
    answered(
        call,
        desk.deny(call.number("id"), call.field("seen"), decider(call), call.field("reason")));
  }

  private void undo(Call call) throws IOException, InterruptedException {
    answered(call, desk.putBack(call.number("id"), decider(call), call.field("reason")));
  }

  private void pause(Call call) throws IOException {
    desk.pause(decider(call), call.field("reason"));
    call.see("/actions");
  }

  private void goOn(Call call) throws IOException {
    desk.goOn(decider(call), call.field("reason"));
    call.see("/actions");
  }

  private void answered(Call call, Answer answer) {
    switch (answer) {
      case Answer.Taken _ -> call.see("/actions/" + call.number("id"));
      case Answer.Carried(Outcome outcome) -> {
        switch (outcome) {
          case Outcome.Helped _, Outcome.NoEffect _, Outcome.Harmed _, Outcome.Broke _ ->
              call.see("/actions/" + call.number("id"));
          case Outcome.Shadowed _, Outcome.Asked _, Outcome.Unfit _, Outcome.Refused _ ->
              one(call, 409, "It was not done: " + outcome.words() + ".");
        }
      }
      case Answer.Unknown _ -> throw missing(call.number("id"));
      case Answer.Stale(String why) -> one(call, 409, "Nothing was decided: " + why + ".");
      case Answer.Refused(String why) -> throw new Refusal(Problem.mayNot(why));
    }
  }

  private void show(
      Call call, int status, String template, String title, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    Optional<Frame.StopBar> bar =
        stop.isOn()
            ? Optional.of(new Frame.StopBar("The page Stop says by whom"))
            : Optional.empty();
    all.put("frame", new Frame(title, "actions", call.guest(), call.csrf(), bar, "", version));
    call.context()
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result(templates.write(template, all));
  }
}
