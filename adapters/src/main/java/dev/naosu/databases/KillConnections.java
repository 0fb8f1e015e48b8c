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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Ends connections that hold others up, the oldest first and only a few: never naosu's own, one
/// that replicates, or one of another database.
public final class KillConnections implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "database.kill-connections",
          "end connections that hold others up",
          List.of(
              new Parameter(
                  "state",
                  Parameter.Type.NAME,
                  "idle-in-transaction, idle or active",
                  Optional.of("idle-in-transaction")),
              new Parameter(
                  "longer",
                  Parameter.Type.TIME,
                  "how long they must have been so; at least 5s",
                  Optional.of("5m")),
              new Parameter("most", Parameter.Type.COUNT, "how many at most", Optional.of("5")),
              new Parameter(
                  "share",
                  Parameter.Type.PERCENT,
                  "how many of all clients at most, in percent",
                  Optional.of("50"))),
          Traits.Undo.NEVER,
          false,
          Duration.ofSeconds(30));
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private final Engine.Opener database;

  public KillConnections(Server server) {
    this.database = new Engines(server);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    Optional<State> state = state(order);
    Duration longer = order.arguments().time("longer");
    if (state.isEmpty()) {
      return new Outlook.Unfit(
          "connections are idle-in-transaction, idle or active, not "
              + order.arguments().text("state"));
    }
    if (longer.compareTo(SHORTEST) < 0) {
      return new Outlook.Unfit("connections younger than 5 s are not ended");
    }
    try (Engine engine = database.open()) {
      List<Session> all = engine.sessions(state.get(), longer);
      if (all.isEmpty()) {
        return new Outlook.Unfit(
            "no client is " + words(order) + " for longer than " + longer.toSeconds() + " s");
      }
      int clients = Math.max(all.size(), engine.clients());
      List<Session> chosen = all.stream().limit(order.arguments().count("most")).toList();
      double share = (double) chosen.size() / clients;
      if (chosen.isEmpty() || share > order.arguments().share("share")) {
        return new Outlook.Unfit(
            chosen.size() + " of " + clients + " clients would be ended, more than is allowed");
      }
      return new Outlook.Ready(
          new Plan(
              "end "
                  + chosen.size()
                  + " of the "
                  + all.size()
                  + " clients that are "
                  + words(order)
                  + ", the oldest for "
                  + chosen.getFirst().seconds()
                  + " s",
              List.of(order.target().whole().toString()),
              share,
              Duration.ZERO,
              state.get() == State.IDLE
                  ? List.of()
                  : List.of("what these clients had not committed is rolled back"),
              chosen.stream().map(Session::key).collect(Collectors.joining(";"))));
    }
  }

  private static String words(Order order) {
    return order.arguments().text("state").replace('-', ' ');
  }

  private static Optional<State> state(Order order) {
    return Stream.of(State.values())
        .filter(
            each ->
                each.name()
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-')
                    .equals(order.arguments().text("state")))
        .findFirst();
  }

  /// Only those that were looked at, and only if they still are so.
  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    Optional<State> state = state(order);
    if (state.isEmpty()) {
      return new Applied.Failed("there is no such state of a connection", false);
    }
    int ended = 0;
    List<String> keys = List.of(plan.before().split(";", -1));
    try (Engine engine = database.open()) {
      for (String key : keys) {
        Session session = new Session(key, "", "", 0);
        if (engine.end(session, state.get(), order.arguments().time("longer"))) {
          ended++;
        }
      }
    }
    return ended == 0
        ? new Applied.Failed("none of them is " + words(order) + " any more", false)
        : new Applied.Done(
            ended
                + " connections ended"
                + (ended < keys.size()
                    ? ", " + (keys.size() - ended) + " had gone on meanwhile"
                    : ""));
  }
}
