package dev.naosu.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.circuit.Circuits;
import dev.naosu.machine.circuit.GuardedAction;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.EmbeddedPostgres;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real PostgreSQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresActionsTest {
  private EmbeddedPostgres postgres;
  private DatabaseAddress address;
  private Server server;

  @BeforeAll
  void start(@TempDir Path directory) throws SQLException {
    postgres =
        EmbeddedPostgres.open(
            directory, Path.of("target", "postgres-cache"), EmbeddedPostgres.Use.SERVER);
    address = postgres.address();
    String place = address.url().replace("jdbc:postgresql://127.0.0.1:", "");
    server =
        new Server(
            Server.Kind.POSTGRES,
            "127.0.0.1",
            Integer.parseInt(place.substring(0, place.indexOf('/'))),
            place.substring(place.indexOf('/') + 1),
            address.user(),
            address.password());
    try (Connection connection = client("setup");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (id int PRIMARY KEY, text text)");
      statement.execute("CREATE TABLE \"or\"\"ders; DROP TABLE orders\" (id int)");
      statement.execute("CREATE TABLE carts (id int PRIMARY KEY)");
      statement.execute("INSERT INTO carts SELECT i FROM generate_series(1, 1000) i");
      statement.execute("INSERT INTO orders SELECT i, 'x' FROM generate_series(1, 1000) i");
    }
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private Connection client(String application) throws SQLException {
    return DriverManager.getConnection(
        address.url() + "?ApplicationName=" + application, address.user(), address.password());
  }

  private Ordered kill(Map<String, String> arguments) {
    return Ordered.of(new KillConnections(server), "shop/database", arguments);
  }

  private Ordered maintain(String task, String name) {
    return Ordered.of(
        new Maintain(server),
        "shop/database",
        Map.of("task", task, "name", name, "lock-wait", "200ms"));
  }

  private static void awaitIdle() throws InterruptedException {
    // younger ones are never ended
    Thread.sleep(5200);
  }

  private static boolean isAlive(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException _) {
      return false;
    }
  }

  @Test
  void a_transaction_that_somebody_forgot_is_ended_and_what_works_goes_on() throws Exception {
    try (Connection forgotten = client("shop");
        Connection idle = client("shop");
        Connection reporting = client("report")) {
      forgotten.setAutoCommit(false);
      try (Statement statement = forgotten.createStatement()) {
        statement.execute("UPDATE orders SET text = 'y' WHERE id = 1");
      }
      assertThat(kill(Map.of()).unfit()).startsWith("no client is idle in transaction for longer");
      assertThat(kill(Map.of("longer", "1s")).unfit()).contains("younger than 5 s");
      awaitIdle();

      Map<String, String> soon = Map.of("longer", "5s");
      Plan plan = kill(soon).plan();
      assertThat(plan.words()).startsWith("end 1 of the 1 clients that are idle in transaction");
      assertThat(plan.losses()).isNotEmpty();
      assertThat(isAlive(reporting)).isTrue();

      assertThat(kill(soon).done()).isEqualTo("1 connections ended");
      assertThat(isAlive(forgotten)).isFalse();
      assertThat(isAlive(idle)).isTrue();
      assertThat(isAlive(reporting)).isTrue();
    }
  }

  @Test
  void who_has_gone_on_since_it_was_looked_at_is_left_alone() throws Exception {
    try (Connection slow = client("shop");
        Connection _ = client("other");
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute("SELECT 1");
      awaitIdle();
      Ordered kill = kill(Map.of("longer", "5s"));
      Plan plan = kill.plan();
      statement.execute("SELECT 1");

      assertThat(kill.apply(plan)).isInstanceOf(Applied.Failed.class);
      assertThat(isAlive(slow)).isTrue();
      slow.rollback();
    }
  }

  @Test
  void more_than_the_share_allowed_is_refused_and_only_the_oldest_few_are_chosen()
      throws Exception {
    try (Connection one = client("shop");
        Connection two = client("shop")) {
      for (Connection each : List.of(one, two)) {
        each.setAutoCommit(false);
        try (Statement statement = each.createStatement()) {
          statement.execute("SELECT 1");
        }
      }
      awaitIdle();
      assertThat(kill(Map.of("longer", "5s", "share", "10")).unfit())
          .contains("more than is allowed");
      assertThat(kill(Map.of("longer", "5s", "most", "1")).done()).isEqualTo("1 connections ended");
      assertThat(isAlive(one)).isFalse();
      assertThat(isAlive(two)).isTrue();
    }
  }

  @Test
  void the_idle_connections_of_one_pool_are_ended() throws Exception {
    try (Connection pooled = client("shop-pool");
        Connection working = client("shop-pool");
        Connection other = client("other-pool")) {
      working.setAutoCommit(false);
      try (Statement statement = working.createStatement()) {
        statement.execute("SELECT 1");
      }
      Ordered reset =
          Ordered.of(
              new PoolReset(server),
              "shop/database",
              Map.of("application", "shop-pool", "idle", "0s"));
      assertThat(reset.done()).isEqualTo("1 of 1 idle connections ended");
      assertThat(isAlive(pooled)).isFalse();
      assertThat(isAlive(working)).isTrue();
      assertThat(isAlive(other)).isTrue();
    }
  }

  @Test
  void tables_and_indexes_are_tidied() throws Exception {
    for (String task : List.of("vacuum", "analyze", "reindex")) {
      assertThat(maintain(task, "orders").done()).startsWith(task + " public.orders took");
    }
    assertThat(maintain("reindex", "public.orders_pkey").done())
        .startsWith("reindex public.orders_pkey took");
  }

  @Test
  void names_are_looked_up_and_never_written_into_a_statement_as_they_came() throws Exception {
    assertThat(maintain("vacuum", "or\"ders; DROP TABLE orders").done())
        .startsWith("vacuum public.\"or\"\"ders; DROP TABLE orders\" took");
    for (String name :
        List.of(
            "orders; DROP TABLE orders", "pg_catalog.pg_class", "nothing", "", "public.", "'")) {
      assertThatThrownBy(() -> maintain("vacuum", name).look())
          .as(name)
          .isInstanceOf(Untouched.class);
    }
    assertThatThrownBy(() -> maintain("drop", "orders").look())
        .isInstanceOf(Untouched.class)
        .hasMessageContaining("[analyze, reindex, vacuum]");
    assertThat(maintain("analyze", "orders").plan().words()).isEqualTo("analyze public.orders");
  }

  @Test
  void a_table_that_somebody_holds_is_given_up_soon() throws Exception {
    try (Connection holder = client("holder");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

      assertThat(maintain("vacuum", "orders").apply(maintain("vacuum", "orders").plan()))
          .isEqualTo(
              new Applied.Failed("vacuum public.orders: a lock was not to be had in time", false));
      holder.rollback();
    }
  }

  @Test
  void an_index_that_was_not_finished_is_told_of() throws Exception {
    try (Connection holder = client("holder");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE carts SET id = 0 WHERE id = 2");

      assertThat(maintain("reindex", "carts").apply(maintain("reindex", "carts").plan()))
          .isEqualTo(
              new Applied.Failed(
                  "reindex public.carts: a lock was not to be had in time; unfinished indexes are"
                      + " left, to be dropped: [public.carts_pkey_ccnew]",
                  true));
      holder.rollback();
    }
  }

  @Test
  void a_database_that_hangs_is_given_up_and_then_left_in_peace() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Ordered order =
          Ordered.of(
              new KillConnections(
                  new Server(
                      Server.Kind.POSTGRES,
                      "127.0.0.1",
                      silent.getLocalPort(),
                      "shop",
                      "shop",
                      "hidden")),
              "shop/database",
              Map.of());
      Action action =
          new GuardedAction(
              order.deed(),
              new Circuits(InstantSource.system()).of("shop/database"),
              Duration.ofSeconds(1));
      for (int i = 0; i < 3; i++) {
        assertThat(action.look(order.order()).toString())
            .contains("shop/database was not done after 1 s");
      }
      assertThat(action.look(order.order()).toString()).contains("left in peace");
    }
  }
}
