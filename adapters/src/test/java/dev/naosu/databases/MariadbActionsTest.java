package dev.naosu.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.Loopback;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real MariaDB.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariadbActionsTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
  private static final Path INSTALLER = Path.of("/usr/bin/mariadb-install-db");

  private final Vertx vertx = Vertx.vertx();
  private Process database;
  private Server server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM) && Files.isExecutable(INSTALLER), "there is no MariaDB here");
    Path data = directory.resolve("data");
    String user = System.getProperty("user.name");
    Process install =
        new ProcessBuilder(
                INSTALLER.toString(),
                "--no-defaults",
                "--user=" + user,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + data)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("install.log").toFile())
            .start();
    assertThat(install.waitFor(120, TimeUnit.SECONDS)).isTrue();
    int port = Loopback.free().port();
    Path script =
        Files.writeString(
            directory.resolve("init.sql"),
            """
            CREATE DATABASE shop;
            CREATE USER 'shop'@'%' IDENTIFIED BY 'secret';
            GRANT ALL ON shop.* TO 'shop'@'%';
            CREATE USER 'healer'@'%' IDENTIFIED BY 'hidden';
            GRANT PROCESS, CONNECTION ADMIN ON *.* TO 'healer'@'%';
            GRANT SELECT, INSERT ON shop.* TO 'healer'@'%';
            CREATE TABLE shop.orders (id INT PRIMARY KEY) ENGINE = InnoDB;
            CREATE TABLE shop.`or``ders; DROP TABLE orders` (id INT) ENGINE = InnoDB;
            INSERT INTO shop.orders VALUES (1);
            """);
    database =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--no-defaults",
                "--user=" + user,
                "--datadir=" + data,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory.resolve("s"),
                "--init-file=" + script,
                "--innodb-buffer-pool-size=16M")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mariadb.log").toFile())
            .start();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!new Loopback(port).isListenedTo() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    server = new Server(Server.Kind.MYSQL, "127.0.0.1", port, "shop", "healer", "hidden");
  }

  @AfterAll
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    if (database != null) {
      database.destroyForcibly().waitFor();
    }
  }

  private MySQLConnection client() throws Exception {
    return MySQLConnection.connect(
            vertx,
            new MySQLConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setDatabase("shop")
                .setUser("shop")
                .setPassword("secret"))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static void run(MySQLConnection connection, String sql) throws Exception {
    connection
        .query(sql)
        .execute()
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static boolean isAlive(MySQLConnection connection) throws InterruptedException {
    try {
      run(connection, "SELECT 1");
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception _) {
      return false;
    }
  }

  private Ordered maintain(String task, String name) {
    return Ordered.of(new Maintain(server), "shop/database", Map.of("task", task, "name", name));
  }

  @Test
  void a_transaction_that_somebody_forgot_is_ended_and_what_works_goes_on() throws Exception {
    MySQLConnection forgotten = client();
    MySQLConnection idle = client();
    run(forgotten, "START TRANSACTION");
    run(forgotten, "INSERT INTO orders VALUES (2)");
    Ordered kill = Ordered.of(new KillConnections(server), "shop/database", Map.of("longer", "5s"));
    assertThat(kill.unfit()).startsWith("no client is idle in transaction");
    Thread.sleep(6500);

    Plan plan = kill.plan();
    assertThat(plan.words()).startsWith("end 1 of the 1 clients");
    assertThat(kill.apply(plan)).isEqualTo(new Applied.Done("1 connections ended"));
    assertThat(isAlive(forgotten)).isFalse();
    assertThat(isAlive(idle)).isTrue();
    assertThat(kill.apply(plan)).isInstanceOf(Applied.Failed.class);
  }

  @Test
  void the_idle_connections_of_one_user_are_ended() throws Exception {
    MySQLConnection pooled = client();
    Ordered reset =
        Ordered.of(
            new PoolReset(server), "shop/database", Map.of("application", "shop", "idle", "0s"));
    assertThat(reset.done()).endsWith("idle connections ended");
    assertThat(isAlive(pooled)).isFalse();
  }

  @Test
  void tables_are_tidied_by_names_of_the_catalogue_alone() throws Exception {
    assertThat(maintain("analyze", "orders").done()).startsWith("analyze `shop`.`orders` took");
    assertThat(maintain("optimize", "or`ders; DROP TABLE orders").done())
        .startsWith("optimize `shop`.`or``ders; DROP TABLE orders` took");
    for (String name : List.of("orders; DROP TABLE orders", "mysql.user", "nothing", "' OR 1=1")) {
      assertThatThrownBy(() -> maintain("analyze", name).look())
          .as(name)
          .isInstanceOf(Untouched.class);
    }
    assertThatThrownBy(() -> maintain("vacuum", "orders").look())
        .hasMessageContaining("[analyze, optimize]");
  }

  @Test
  void a_wrong_password_is_told_without_it() {
    Ordered kill =
        Ordered.of(
            new KillConnections(
                new Server(
                    Server.Kind.MYSQL, "127.0.0.1", server.port(), "shop", "healer", "wr0ng")),
            "shop/database",
            Map.of());
    assertThatThrownBy(kill::look)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mysql 127.0.0.1")
        .message()
        .doesNotContain("wr0ng");
  }
}
