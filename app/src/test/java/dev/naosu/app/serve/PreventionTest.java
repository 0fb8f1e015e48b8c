package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.runtime.Equipment;
import dev.naosu.app.runtime.Roads;
import dev.naosu.app.runtime.RuntimeSection;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Updating.Offer;
import dev.naosu.cycle.upkeep.Upkeep;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.disk.DiskClean;
import dev.naosu.disk.Root;
import dev.naosu.learn.Trust;
import dev.naosu.machine.circuit.ByComponent;
import dev.naosu.machine.circuit.Circuits;
import dev.naosu.machine.circuit.GuardedAction;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.EmbeddedPostgres;
import dev.naosu.postgres.JdbcCases;
import dev.naosu.postgres.JdbcJournal;
import dev.naosu.postgres.JdbcReadings;
import dev.naosu.prove.safety.Calendar;
import dev.naosu.prove.safety.Limits;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.prove.safety.SafetyRules;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Window;
import dev.naosu.wear.Disks;
import dev.naosu.wear.LogDirectories;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fills, all the way: measured for a day and more, predicted, planned, cleaned over
/// the road that everything takes, and measured again; with a real database and real files.
class PreventionTest {
  private static final Instant BEGIN = Instant.parse("2026-11-27T00:00:00Z");
  private static final Target DISK = new Target("shop", "logs", "");
  private static final long SIZE = 2_000_000;
  private static final int EACH_HOUR = 20_000;

  @TempDir private Path place;
  private Path logs;
  private Instant now = BEGIN;
  private EmbeddedPostgres postgres;
  private Database database;
  private Optional<Roads> roads = Optional.empty();
  private JdbcCases cases;
  private PrometheusMeterRegistry meters;
  private int hour;

  @BeforeEach
  void open() throws IOException {
    Path real = place.toRealPath();
    logs = Files.createDirectories(real.resolve("logs"));
    postgres =
        EmbeddedPostgres.open(
            real.resolve("data"),
            Path.of("target", "postgres-cache").toAbsolutePath(),
            EmbeddedPostgres.Use.SERVER);
    database = Database.open(postgres.address(), 4);
    cases = new JdbcCases(database);
    meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    if (roads.isPresent()) {
      roads.get().close();
    }
    database.close();
    postgres.close();
  }

  @Test
  void a_disk_that_grows_is_predicted_full_planned_cleaned_in_its_window_and_measured_again()
      throws Exception {
    try (Prevention prevention = prevention(Mode.AUTO)) {
      for (int i = 0; i < 40; i++) {
        anHour(prevention);
      }
      Case found = cases.latest(word()).orElseThrow();
      assertThat(found.state()).isEqualTo(Case.State.OPEN);
      assertThat(found.need().title()).contains("is full about", "between");
      assertThat(found.need().confidence()).isGreaterThan(0.9);
      // 2 MB at 20 kB an hour, of which 40 have gone
      Instant full = BEGIN.plus(Duration.ofHours(100));
      assertThat(found.need().until().orElseThrow())
          .isBetween(full.minus(Duration.ofHours(6)), full.plus(Duration.ofHours(2)));
      assertThat(found.need().means()).isInstanceOf(Means.Act.class);
      Schedule schedule = prevention.told().schedule();
      Window.Opening slot = schedule.of(found.need().name()).orElseThrow().slot().orElseThrow();
      assertThat(slot.begin()).isEqualTo(Instant.parse("2026-11-29T02:00:00Z"));
      long before = bytes();

      while (now.isBefore(slot.begin())) {
        anHour(prevention);
      }

      Case met = cases.latest(found.need().name()).orElseThrow();
      assertThat(met.words()).contains("freed", "measured again");
      assertThat(met.state()).as(met.words()).isEqualTo(Case.State.DONE);
      assertThat(met.isOnTime()).isTrue();
      assertThat(bytes()).isLessThan(before);
      assertThat(prevention.share().value().orElseThrow()).isEqualTo(1.0);
      assertThat(meters.scrape()).contains("naosu_prevention_in_time_share 1.0");
      assertThat(roads.orElseThrow().kpis())
          .filteredOn(each -> each.name().equals("preventive_share"))
          .singleElement()
          .satisfies(each -> assertThat(each.value()).hasValue(1.0));
      anHour(prevention);
      assertThat(cases.open()).isEmpty();
    }
  }

  @Test
  void where_actions_are_only_suggested_a_person_is_asked_and_nothing_is_touched()
      throws Exception {
    try (Prevention prevention = prevention(Mode.SUGGEST)) {
      for (int i = 0; i < 52; i++) {
        anHour(prevention);
      }
      Case found = cases.latest(word()).orElseThrow();
      assertThat(found.tried()).isPresent();
      assertThat(found.state()).isIn(Case.State.OPEN, Case.State.ASKED);
      assertThat(found.words()).isNotEmpty();
      assertThat(bytes()).isEqualTo(52L * EACH_HOUR);
    }
  }

  @Test
  void outside_of_a_window_a_person_can_have_it_met_and_one_that_is_unknown_is_told()
      throws Exception {
    try (Prevention prevention = prevention(Mode.AUTO)) {
      for (int i = 0; i < 40; i++) {
        anHour(prevention);
      }
      assertThat(prevention.run("disk-unknown", "ada")).isEmpty();
      Case met = prevention.run(word(), "ada").orElseThrow();
      assertThat(met.state()).as(met.words()).isEqualTo(Case.State.DONE);
    }
  }

  private void anHour(Prevention prevention) throws Exception {
    now = now.plus(Duration.ofHours(1));
    Path file = logs.resolve("app.log." + hour++);
    Files.writeString(file, "x".repeat(EACH_HOUR));
    Files.setLastModifiedTime(file, FileTime.from(now));
    assertThat(prevention.pulse()).isTrue();
  }

  private long bytes() throws IOException {
    try (var files = Files.list(logs)) {
      return files.mapToLong(each -> each.toFile().length()).sum();
    }
  }

  private String word() {
    return Subject.of(Subject.Kind.DISK, logs.toString()).word();
  }

  private Prevention prevention(Mode mode) throws IOException {
    InstantSource clock = () -> now;
    Catalogue catalogue =
        new Catalogue(
            List.of(
                new ByComponent(
                    Map.of(
                        DISK,
                        new GuardedAction(
                            new DiskClean(List.of(new Root(logs)), clock),
                            new Circuits(clock).of("disk"))))));
    Roads made =
        new Roads(
            new Roads.Ground(
                database, new JdbcJournal(database), place.toRealPath(), "test", List.of("true")),
            new Equipment(
                catalogue, target -> new Vitals(target, now, new TreeMap<>()), Sickness::unseen),
            new RuntimeSection(
                new SafetyRules(
                    new Modes(mode, List.of()),
                    Limits.usual(),
                    Map.of(),
                    20,
                    4,
                    0.5,
                    List.of(),
                    Calendar.always()),
                Trust.Terms.usual(),
                Duration.ofMinutes(30)),
            Optional::empty,
            ApprovalRules.one(),
            (_, _, _) -> {},
            clock);
    roads = Optional.of(made);
    JdbcReadings readings = new JdbcReadings(database);
    Disks.Place disk = new Disks.Place(logs, Optional.of(DISK), OptionalLong.of(SIZE));
    Upkeep upkeep =
        new Upkeep(
            List.of(new Disks(List.of(disk)), new LogDirectories(List.of(disk))),
            readings,
            cases,
            Appraiser.usual(),
            new Upkeep.Ways(
                catalogue,
                made.road(),
                _ -> new Offer.Refused("no library is updated here"),
                _ -> "production"),
            List.of(Window.parse("Sun 02:00-04:00 UTC", ZoneOffset.UTC).orElseThrow()),
            clock);
    return new Prevention(upkeep, cases, readings, Duration.ofHours(1), clock, meters);
  }
}
