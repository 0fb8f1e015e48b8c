package dev.naosu.databases;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
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
import java.util.TreeSet;

/// Upkeep of one table or index that goes on while it is used. The name is looked up in the
/// database's own catalogue, and only what is found there is written into a statement.
public final class Maintain implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "database.maintain",
          "tidy a table or an index",
          List.of(
              new Parameter(
                  "task",
                  Parameter.Type.NAME,
                  "vacuum, analyze or reindex (PostgreSQL); analyze or optimize (MySQL)",
                  Optional.empty()),
              new Parameter(
                  "name",
                  Parameter.Type.TEXT,
                  "table or index, perhaps with its schema before a point",
                  Optional.empty()),
              new Parameter(
                  "lock-wait",
                  Parameter.Type.TIME,
                  "how long it may wait for a lock; others wait behind it",
                  Optional.of("2s"))),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(30));
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LIMIT = TRAITS.limit().minusMinutes(1);

  private final Engine.Opener database;

  public Maintain(Server server) {
    this.database = new Engines(server);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException, InterruptedException {
    try (Engine engine = database.open()) {
      String quoted = found(engine, order);
      return new Outlook.Ready(
          new Plan(
              order.arguments().text("task") + " " + quoted,
              List.of(order.target().whole() + ":" + quoted),
              0,
              Duration.ZERO,
              List.of(),
              ""));
    }
  }

  private static String found(Engine engine, Order order) throws IOException, InterruptedException {
    String task = order.arguments().text("task");
    String name = order.arguments().text("name");
    if (!engine.tasks().contains(task)) {
      throw new Untouched(
          "this database has " + new TreeSet<>(engine.tasks()) + ", and not " + task);
    }
    if (order.arguments().time("lock-wait").compareTo(LONGEST_WAIT) > 0) {
      throw new Untouched("a lock is waited for at most " + LONGEST_WAIT.toSeconds() + " s");
    }
    List<String> all = engine.find(task, name);
    if (all.size() != 1) {
      throw new Untouched(
          all.isEmpty()
              ? "there is nothing called " + name + " that can be tidied so"
              : "there are several: " + all + "; name the schema");
    }
    return all.getFirst();
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    try (Engine engine = database.open()) {
      String quoted = found(engine, order);
      String task = order.arguments().text("task");
      long start = System.nanoTime();
      try {
        engine.maintain(task, quoted, order.arguments().time("lock-wait"), LIMIT);
      } catch (Untouched e) {
        throw e;
      } catch (IOException e) {
        String left = leftovers(quoted);
        return new Applied.Failed(
            task + " " + quoted + ": " + e.getMessage() + (left.isEmpty() ? "" : "; " + left),
            !left.isEmpty());
      }
      return new Applied.Done(
          task + " " + quoted + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
  }

  /// By another connection: the first may be broken.
  private String leftovers(String quoted) throws InterruptedException {
    try (Engine engine = database.open()) {
      return engine.leftovers(quoted);
    } catch (IOException _) {
      return "whether an unfinished index is left cannot be told now";
    }
  }
}
