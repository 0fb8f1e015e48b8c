package dev.naosu.app.console;

import static dev.naosu.app.web.Access.needs;
import static dev.naosu.app.web.Route.page;
import static io.javalin.http.HandlerType.GET;

import dev.naosu.access.Role;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Route;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.fleet.Operated;
import dev.naosu.prove.safety.Deed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The page of where services run: versions, shares, instances, and what was done to them.
public final class FleetsPage {
  /// A cluster that is away holds up no page.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SortedMap<String, Operated> fleets;
  private final Supplier<List<Deed>> deeds;
  private final StopSwitch stop;
  private final InstantSource clock;
  private final String version;
  private final Templates templates = new Templates();

  /// @param fleets by service
  /// @param deeds what was proposed and done lately, the latest first
  /// @param version of naosu
  public FleetsPage(
      Map<String, Operated> fleets,
      Supplier<List<Deed>> deeds,
      StopSwitch stop,
      InstantSource clock,
      String version) {
    this.fleets = new TreeMap<>(fleets);
    this.deeds = deeds;
    this.stop = stop;
    this.clock = clock;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(page(GET, "/fleets", needs(Role.VIEWER), "Where services run", this::show));
  }

  private void show(Call call) throws InterruptedException {
    Optional<Frame.StopBar> bar =
        stop.isOn() ? Optional.of(new Frame.StopBar("What runs goes on")) : Optional.empty();
    Frame frame = new Frame("Fleets", "fleets", call.guest(), call.csrf(), bar, "", version);
    call.context()
        .status(200)
        .contentType("text/html; charset=utf-8")
        .result(templates.write("fleets", Map.of("frame", frame, "view", view())));
  }

  private FleetsView view() throws InterruptedException {
    List<Deed> done = deeds.get();
    Map<String, FutureTask<FleetsView.Service>> asked = new TreeMap<>();
    fleets.forEach(
        (name, fleet) -> {
          FutureTask<FleetsView.Service> task =
              new FutureTask<>(() -> FleetsView.of(name, fleet, done, clock.instant()));
          Thread.ofVirtual().name("fleet " + name).start(task);
          asked.put(name, task);
        });
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<FleetsView.Service> services = new ArrayList<>();
    for (Map.Entry<String, FutureTask<FleetsView.Service>> each : asked.entrySet()) {
      services.add(awaited(each.getKey(), each.getValue(), done, end));
    }
    return new FleetsView(services);
  }

  private FleetsView.Service awaited(
      String name, FutureTask<FleetsView.Service> task, List<Deed> done, long end)
      throws InterruptedException {
    try {
      return task.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return FleetsView.unseen(name, "it does not answer in time", done, clock.instant());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why = cause == null || cause.getMessage() == null ? "it broke" : cause.getMessage();
      return FleetsView.unseen(name, why, done, clock.instant());
    }
  }
}
