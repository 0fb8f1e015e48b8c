package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naosu.access.Role;
import dev.naosu.app.prevent.Foresight;
import dev.naosu.app.prevent.PreventionJson;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.cycle.upkeep.Case;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What programs can ask about prevention.
public final class PreventionApi {
  private final Foresight foresight;

  public PreventionApi(Foresight foresight) {
    this.foresight = foresight;
  }

  public List<Route> routes() {
    return List.of(
        api(
            GET,
            "/api/v1/prevention",
            needs(Role.VIEWER),
            Says.of("What should be done before something breaks, and when")
                .answering("Prevention"),
            this::told),
        api(
            POST,
            "/api/v1/prevention/run",
            needs(Role.OPERATOR),
            Says.of("Meet a need now, as the rules for actions allow")
                .taking("RunNeed")
                .answering("Need")
                .refusing(400, 404, 413, 415, 503),
            this::run));
  }

  private void told(Call call) {
    call.answer(200, PreventionJson.of(foresight.told()));
  }

  private void run(Call call) throws IOException, InterruptedException {
    String need = Call.text(call.json(), "need");
    if (need.isBlank()) {
      throw new Refusal(
          Problem.badRequest("No need is named.", "Give its name as need; GET tells them."));
    }
    Optional<Case> met = foresight.run(need, call.visitor().name());
    call.answer(
        200,
        PreventionJson.need(
            met.orElseThrow(
                () ->
                    new Refusal(
                        Problem.notFound(
                            "There is no such need that is open.",
                            "GET /api/v1/prevention lists those that are."))),
            Optional.empty()));
  }
}
