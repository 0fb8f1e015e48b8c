package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.repair.upkeep.Appraiser.Finding;
import dev.naosu.repair.upkeep.Need;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A statement that gets slower because its table grows and has no index, counted by the database
/// itself.
class SlowStatementTest {
  private static final String QUERY = "SELECT count(*) FROM orders WHERE customer = 7";
  private static final int ROWS = 4_000;
  private static final int HOURS = 24;

  @TempDir private Path place;

  @Test
  void a_statement_over_a_table_that_grows_is_told_to_get_slower_and_an_even_one_is_not()
      throws Exception {
    open().close();
    // what its operator would do: both hold from the next start on
    Path data = place.resolve("data");
    Files.writeString(
        data.resolve("postgresql.conf"),
        "\nshared_preload_libraries = 'pg_stat_statements'\n",
        StandardOpenOption.APPEND);
    Path hosts = data.resolve("pg_hba.conf");
    Files.writeString(hosts, "host all postgres 127.0.0.1/32 trust\n" + Files.readString(hosts));
    try (EmbeddedPostgres postgres = open();
        Connection connection = connect(postgres)) {
      assumeTrue(created(postgres), "these programs of PostgreSQL come without pg_stat_statements");
      execute(connection, "CREATE TABLE orders (id int, customer int, words text)");
      execute(connection, "CREATE TABLE few (id int)");
      execute(connection, "SET max_parallel_workers_per_gather = 0");
      DatabaseWear wear =
          new DatabaseWear("shop", postgres.address(), Optional.empty(), Endings.known());
      Remembered remembered = new Remembered();
      Instant now = Instant.parse("2026-11-28T00:00:00Z");
      for (int hour = 0; hour < HOURS; hour++) {
        execute(
            connection,
            "INSERT INTO orders SELECT each, each % 1000, repeat('x', 50) FROM generate_series(1, "
                + ROWS * (hour + 1)
                + ") each");
        for (int i = 0; i < 3; i++) {
          execute(connection, QUERY);
          execute(connection, "SELECT count(*) FROM few");
        }
        now = now.plus(Duration.ofHours(1));
        for (Sighting each : wear.look()) {
          Map<String, Double> values = new HashMap<>();
          each.kept().forEach((name, value) -> values.put(each.subject().series() + name, value));
          remembered.add(now, values);
        }
      }
      List<Finding> findings = Appraiser.usual().appraise(wear.look(), remembered, now);
      assertThat(slower(findings, "FROM orders WHERE customer"))
          .hasValueSatisfying(
              need -> {
                assertThat(need.title()).contains("slower");
                assertThat(need.evidence().getFirst()).contains("its mean time went from");
                assertThat(need.confidence()).isGreaterThan(0.95);
              });
      assertThat(slower(findings, "FROM few")).isEmpty();
    }
  }

  private static Optional<Need> slower(List<Finding> findings, String text) {
    List<Finding> ofText =
        findings.stream()
            .filter(
                each ->
                    each.sighting() instanceof Sighting.Statement statement
                        && statement.text().contains(text))
            .toList();
    assertThat(ofText).as(text).hasSize(1);
    return ofText.getFirst().need();
  }

  private EmbeddedPostgres open() {
    return EmbeddedPostgres.open(place, TestDatabase.cache(), Use.CLIENT);
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    DatabaseAddress where = postgres.address();
    return DriverManager.getConnection(where.url(), where.user(), where.password());
  }

  private static boolean created(EmbeddedPostgres postgres) {
    try (Connection operator =
        DriverManager.getConnection(postgres.address().url(), "postgres", "")) {
      execute(operator, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  /// What was counted, as the loop of a server keeps it.
  private static final class Remembered implements Readings {
    private final Map<String, List<Reading>> kept = new HashMap<>();

    @Override
    public void add(Instant at, Map<String, Double> values) {
      values.forEach(
          (series, value) ->
              kept.computeIfAbsent(series, _ -> new ArrayList<>()).add(new Reading(at, value)));
    }

    @Override
    public List<Reading> of(String series, Instant since) {
      return List.copyOf(kept.getOrDefault(series, List.of()));
    }
  }
}
