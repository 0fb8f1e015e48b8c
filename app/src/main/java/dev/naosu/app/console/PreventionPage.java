package dev.naosu.app.console;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naosu.access.Role;
import dev.naosu.app.prevent.Foresight;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.cycle.incident.StopSwitch;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page of what should be done before something breaks.
public final class PreventionPage {
  private final Foresight foresight;
  private final StopSwitch stop;
  private final InstantSource clock;
  private final String version;
  private final Templates templates = new Templates();

  /// @param version of naosu
  public PreventionPage(Foresight foresight, StopSwitch stop, InstantSource clock, String version) {
    this.foresight = foresight;
    this.stop = stop;
    this.clock = clock;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(
        page(GET, "/prevention", needs(Role.VIEWER), "What should be done", this::show),
        page(POST, "/prevention/run", needs(Role.OPERATOR), "Do it now", this::run));
  }

  private void show(Call call) {
    Frame frame =
        new Frame(
            "Prevention",
            "prevention",
            call.guest(),
            call.csrf(),
            stop.isOn()
                ? Optional.of(new Frame.StopBar("Nothing is done, looking goes on"))
                : Optional.empty(),
            "",
            version);
    call.context()
        .status(200)
        .contentType("text/html; charset=utf-8")
        .result(
            templates.write(
                "prevention",
                Map.of(
                    "frame", frame, "view", PreventionView.of(foresight.told(), clock.instant()))));
  }

  private void run(Call call) throws IOException, InterruptedException {
    String need = call.field("need");
    if (foresight.run(need, call.visitor().name()).isEmpty()) {
      throw new Refusal(
          Problem.notFound(
              "There is no such need that is open.", "The page Prevention shows those that are."));
    }
    call.see("/prevention");
  }
}
