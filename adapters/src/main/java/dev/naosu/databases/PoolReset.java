package dev.naosu.databases;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Lets a pool of connections begin anew from the database's side: its idle ones are ended a few at
/// a time, and it opens others. What is at work is not touched.
public final class PoolReset implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "database.pool-reset",
          "end a pool's idle connections, so that it opens new ones",
          List.of(
              new Parameter(
                  "application",
                  Parameter.Type.TEXT,
                  "application_name at PostgreSQL, or the user",
                  Optional.empty()),
              new Parameter("idle", Parameter.Type.TIME, "idle for at least", Optional.of("5s")),
              new Parameter("most", Parameter.Type.COUNT, "how many at most", Optional.of("100"))),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(2));
  private static final int TOGETHER = 5;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Engine.Opener database;

  public PoolReset(Server server) {
    this.database = new Engines(server);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  private static List<Session> idle(Engine engine, Order order)
      throws IOException, InterruptedException {
    String application = order.arguments().text("application");
    return engine.sessions(State.IDLE, order.arguments().time("idle")).stream()
        .filter(each -> each.application().equals(application) || each.user().equals(application))
        .limit(order.arguments().count("most"))
        .toList();
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    try (Engine engine = database.open()) {
      List<Session> idle = idle(engine, order);
      return idle.isEmpty()
          ? new Outlook.Unfit(
              "no connection of " + order.arguments().text("application") + " is idle for so long")
          : new Outlook.Ready(
              new Plan(
                  "end "
                      + idle.size()
                      + " idle connections of "
                      + order.arguments().text("application")
                      + ", "
                      + TOGETHER
                      + " at a time",
                  List.of(order.target().whole().toString()),
                  0,
                  Duration.ZERO,
                  List.of(),
                  ""));
    }
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    int ended = 0;
    int tried = 0;
    try (Engine engine = database.open()) {
      for (Session each : idle(engine, order)) {
        if (tried > 0 && tried % TOGETHER == 0) {
          Thread.sleep(PAUSE);
        }
        tried++;
        if (engine.end(each, State.IDLE, order.arguments().time("idle"))) {
          ended++;
        }
      }
    }
    return new Applied.Done(ended + " of " + tried + " idle connections ended");
  }
}
