package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Role;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Exhibits;
import java.util.List;

/// What was collected of something that is unwell, before anything was changed.
public final class EvidenceDoor {
  private final Incidents incidents;
  private final Exhibits exhibits;

  public EvidenceDoor(Incidents incidents, Exhibits exhibits) {
    this.incidents = incidents;
    this.exhibits = exhibits;
  }

  public List<Route> routes() {
    return List.of(
        api(
            GET,
            "/api/v1/incidents/{id}/evidence",
            needs(Role.VIEWER),
            Says.of("What was collected before anything was changed, the earliest first")
                .answering("Evidence")
                .refusing(404, 503),
            this::list));
  }

  private void list(Call call) {
    long id = call.number("id");
    if (incidents.find(id).isEmpty()) {
      throw new Refusal(
          Problem.notFound(
              "There is no incident " + id + ".",
              "GET /api/v1/incidents lists those that there are."));
    }
    ObjectNode node = Api.object();
    ArrayNode all = node.putArray("evidence");
    for (Exhibit each : exhibits.of(id)) {
      all.addObject()
          .put("kind", each.kind())
          .put("target", each.target().toString())
          .put("at", each.at().toString())
          .put("summary", each.summary())
          .put("text", each.text());
    }
    call.answer(200, node);
  }
}
