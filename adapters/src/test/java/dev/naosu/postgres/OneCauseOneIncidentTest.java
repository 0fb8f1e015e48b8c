package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Arrivals;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents.Filter;
import dev.naosu.cycle.incident.Intake;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Workflows;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.traces.SeenSpan.Role;
import dev.naosu.detect.watch.LearningWatch;
import dev.naosu.detect.watch.Observed;
import dev.naosu.forest.CutForest;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watch, the intake and the store together, on what two services say.
class OneCauseOneIncidentTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Origin SHOP = new Origin("shop", "v1", "production");
  private static final Origin STOCK = new Origin("stock", "v7", "production");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcIncidents incidents;
  private Instant now = NOON;
  private int requests;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void connect() {
    database = Database.open(postgres.address(), 4);
    incidents = new JdbcIncidents(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void a_service_that_breaks_and_the_one_that_asks_it_are_one_incident_that_outlives_a_restart() {
    Intake intake = process();
    for (int second = 0; second < 660; second++) {
      serve(intake, second, false);
    }
    assertThat(open()).isEmpty();

    for (int second = 660; second < 700; second++) {
      serve(intake, second, true);
      if (second == 670) {
        intake.accept(exception());
      }
    }

    assertThat(open()).hasSize(1);
    Incident incident = open().getFirst();
    assertThat(incident.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(incident.origin().service()).isEqualTo("stock");
    assertThat(incident.began()).isBetween(NOON.plusSeconds(659), NOON.plusSeconds(661));
    assertThat(incidents.signals(incident.id(), 100))
        .extracting(signal -> signal.origin().service() + ": " + signal.message())
        .contains(
            "shop: GET /carts fails more often than before",
            "stock: GET /articles fails more often than before",
            "shop: New error in the log: no article <*>");
    long signals = incident.signals();

    // all that was learnt is forgotten, and what belonged together still does
    Intake after = process();
    for (int second = 700; second < 1_100; second++) {
      serve(after, second, true);
    }

    assertThat(open()).hasSize(1);
    assertThat(open().getFirst().id()).isEqualTo(incident.id());
    assertThat(open().getFirst().signals()).isGreaterThan(signals);
  }

  private Intake process() {
    LearningWatch watch = new LearningWatch(LearningWatch.Settings.USUAL, () -> new CutForest(1));
    return new Intake(
        incidents,
        new Workflows() {
          @Override
          public void start(long incident) {
            // what becomes of it is told elsewhere
          }

          @Override
          public void send(long incident, String topic, String message) {
            throw new AssertionError("nobody is asked anything");
          }
        },
        watch,
        Map.of(),
        watch.neighbours(),
        Arrivals.none(),
        () -> now);
  }

  /// Five requests of which each asks the other service.
  private void serve(Intake intake, int second, boolean fails) {
    now = NOON.plusSeconds(second);
    List<SeenSpan> spans = new ArrayList<>();
    List<LogLine> lines = new ArrayList<>();
    lines.add(line(Level.INFO, "served"));
    for (int i = 0; i < 5; i++) {
      String trace = "trace " + requests++;
      spans.add(span(SHOP, trace, "a", "", Role.SERVER, "GET /carts", fails));
      spans.add(span(SHOP, trace, "b", "a", Role.CLIENT, "GET", fails));
      spans.add(span(STOCK, trace, "c", "b", Role.SERVER, "GET /articles", fails));
      if (fails) {
        lines.add(line(Level.ERROR, "no article " + requests));
      }
    }
    intake.observe(new Observed(lines, List.of(), spans));
  }

  private LogLine line(Level level, String message) {
    return new LogLine(SHOP, now, level, Optional.empty(), message, Optional.empty(), "");
  }

  private SeenSpan span(
      Origin origin,
      String trace,
      String id,
      String parent,
      Role role,
      String operation,
      boolean failed) {
    return new SeenSpan(
        origin, trace, id, parent, operation, role, now, Duration.ofMillis(20), failed);
  }

  private Signal exception() {
    return new Signal(
        "npe",
        Signal.Kind.EXCEPTION,
        STOCK,
        now,
        now,
        "price is null",
        Optional.of("java.lang.NullPointerException\n\tat stock.Shelf.find(Shelf.java:12)"),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private List<Incident> open() {
    return incidents.list(Filter.ALL, Optional.empty(), 100).stream()
        .filter(each -> each.state() != State.CLOSED)
        .toList();
  }
}
