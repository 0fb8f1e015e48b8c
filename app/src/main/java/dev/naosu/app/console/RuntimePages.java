package dev.naosu.app.console;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;

import dev.naosu.access.Role;
import dev.naosu.app.runtime.Watched;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Exhibits;
import dev.naosu.cycle.runtime.Troubles;
import dev.naosu.prove.safety.Deed;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The pages about what runs: what is looked after, what was done about it, and what was found.
public final class RuntimePages {
  private static final int TROUBLES = 60;

  private final Supplier<List<Watched>> watched;
  private final Store store;
  private final Supplier<List<Deed>> deeds;
  private final StopSwitch stop;
  private final InstantSource clock;
  private final String version;
  private final Templates templates = new Templates();

  /// Where it is read.
  public record Store(Incidents incidents, Troubles troubles, Exhibits exhibits) {}

  /// @param watched what is looked after now
  /// @param deeds what was proposed and done lately, the latest first
  /// @param version of naosu
  public RuntimePages(
      Supplier<List<Watched>> watched,
      Store store,
      Supplier<List<Deed>> deeds,
      StopSwitch stop,
      InstantSource clock,
      String version) {
    this.watched = watched;
    this.store = store;
    this.deeds = deeds;
    this.stop = stop;
    this.clock = clock;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(
        page(GET, "/runtime", needs(Role.VIEWER), "What runs", this::runtime),
        page(GET, "/incidents/{id}/evidence", needs(Role.VIEWER), "Evidence", this::evidence),
        page(
            GET,
            "/incidents/{id}/evidence/{number}",
            needs(Role.VIEWER),
            "A piece of evidence as text",
            this::piece));
  }

  private void runtime(Call call) {
    RuntimeView view =
        RuntimeView.of(
            watched.get(), deeds.get(), store.troubles().latest(TROUBLES), clock.instant());
    show(call, "runtime", "Runtime", "runtime", Map.of("view", view));
  }

  private void evidence(Call call) {
    long id = known(call);
    EvidenceView view = EvidenceView.of(id, store.exhibits().of(id), clock.instant());
    show(call, "evidence", "Evidence of incident " + id, "incidents", Map.of("view", view));
  }

  private void piece(Call call) {
    long id = known(call);
    List<Exhibit> all = store.exhibits().of(id);
    long number = call.number("number");
    if (number < 1 || number > all.size()) {
      throw new Refusal(
          Problem.notFound(
              "Incident " + id + " has no piece of evidence " + number + ".",
              "Its page of evidence lists those that there are."));
    }
    Exhibit piece = all.get((int) number - 1);
    call.context()
        .header(
            "Content-Disposition",
            "attachment; filename=\"incident-"
                + id
                + "-"
                + number
                + "-"
                + piece.kind().replaceAll("[^a-z-]", "_")
                + ".txt\"")
        .status(200)
        .contentType("text/plain; charset=utf-8")
        .result(piece.text().getBytes(StandardCharsets.UTF_8));
  }

  private long known(Call call) {
    long id = call.number("id");
    if (store.incidents().find(id).isEmpty()) {
      throw new Refusal(
          Problem.notFound(
              "There is no incident " + id + ".", "The list of incidents shows those there are."));
    }
    return id;
  }

  private void show(
      Call call, String template, String title, String here, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    Optional<Frame.StopBar> bar =
        stop.isOn()
            ? Optional.of(new Frame.StopBar("What runs is measured all the same"))
            : Optional.empty();
    all.put("frame", new Frame(title, here, call.guest(), call.csrf(), bar, "", version));
    call.context()
        .status(200)
        .contentType("text/html; charset=utf-8")
        .result(templates.write(template, all));
  }
}
