package dev.naosu.cycle.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.upkeep.Case.State;
import dev.naosu.cycle.upkeep.Updating.Offer;
import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Urgency;
import dev.naosu.repair.upkeep.Window;
import dev.naosu.ship.action.Road;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  /// A Sunday.
  private static final Instant BEGIN = Instant.parse("2026-11-29T12:00:00Z");

  private static final Subject TABLE =
      new Subject(Kind.TABLE, "orders public.items", Optional.of(new Target("shop", "db", "")));
  private static final Subject CERTIFICATE = Subject.of(Kind.CERTIFICATE, "shop:443");
  private static final Subject LIBRARY = Subject.of(Kind.DEPENDENCY, "a:b");

  private Instant now = BEGIN;
  private final List<Sighting> world = new ArrayList<>();
  private final List<Proposal> walked = new ArrayList<>();
  private final List<Case> all = new ArrayList<>();
  private Road road = _ -> new Road.Outcome.Helped("done");
  private Offer offer = new Offer.Offered("branch auto-fix/update-a-b-1.1");

  @Test
  void a_table_is_vacuumed_in_its_window_and_only_then() throws Exception {
    world.add(table(50_000));
    road =
        proposal -> {
          walked.add(proposal);
          world.set(0, table(0));
          return new Road.Outcome.Helped("vacuum public.items");
        };
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(upkeep.work()).isEmpty();
    now = Instant.parse("2026-11-30T02:00:00Z");
    assertThat(upkeep.work()).hasSize(1);
    Order order = walked.getFirst().order();
    assertThat(order.action()).isEqualTo("database.maintain");
    assertThat(order.environment()).isEqualTo("test");
    assertThat(order.arguments().values())
        .containsEntry("task", "vacuum")
        .containsEntry("name", "public.items");
    assertThat(all.getFirst().state()).isEqualTo(State.DONE);
    assertThat(all.getFirst().words()).contains("vacuum public.items; measured again: ");
    assertThat(Share.of(all).value().orElseThrow()).isEqualTo(1);
  }

  @Test
  void what_did_not_show_did_not_help_whatever_the_road_says() throws Exception {
    world.add(table(50_000));
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(upkeep.run(TABLE.word()).orElseThrow().state()).isEqualTo(State.NOT_HELPED);
  }

  @Test
  void what_cannot_be_measured_afterwards_is_not_done() throws Exception {
    world.add(table(50_000));
    road =
        _ -> {
          world.set(0, new Sighting.Unseen(TABLE, "it does not answer"));
          return new Road.Outcome.Helped("done");
        };
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(upkeep.run(TABLE.word()).orElseThrow())
        .satisfies(
            each -> {
              assertThat(each.state()).isEqualTo(State.NOT_HELPED);
              assertThat(each.words()).contains("cannot be measured");
            });
  }

  @Test
  void what_was_refused_is_tried_once_in_a_window_and_again_in_the_next() throws Exception {
    world.add(table(50_000));
    road =
        proposal -> {
          walked.add(proposal);
          return new Road.Outcome.Refused("a freeze holds", "calendar", true);
        };
    Upkeep upkeep = upkeep();
    upkeep.look();
    for (int night = 0; night < 2; night++) {
      for (int minute = 0; minute < 5; minute++) {
        now =
            Instant.parse("2026-11-30T02:00:00Z")
                .plus(Duration.ofDays(night))
                .plus(Duration.ofMinutes(minute));
        upkeep.work();
      }
    }
    assertThat(walked).hasSize(2);
    assertThat(all.getFirst().words()).isEqualTo("a freeze holds");
  }

  @Test
  void a_certificate_that_nobody_renews_is_missed_once_and_then_counted() throws Exception {
    world.add(new Sighting.Ending(CERTIFICATE, "it", BEGIN.plus(Duration.ofDays(3))));
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(all.getFirst().need().urgency()).isEqualTo(Urgency.SOON);
    now = BEGIN.plus(Duration.ofDays(4));
    upkeep.look();
    upkeep.look();
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().state()).isEqualTo(State.MISSED);
    assertThat(Share.of(all).value().orElseThrow()).isZero();
    world.set(0, new Sighting.Ending(CERTIFICATE, "it", BEGIN.plus(Duration.ofDays(10))));
    upkeep.look();
    assertThat(all).hasSize(2);
  }

  @Test
  void a_time_that_naosu_gave_itself_does_not_begin_anew_with_every_look() throws Exception {
    world.add(new Sighting.Updates(Subject.of(Kind.PACKAGES, "system"), List.of("x"), 0, false));
    Upkeep upkeep = upkeep();
    upkeep.look();
    now = BEGIN.plus(Duration.ofDays(3));
    upkeep.look();
    assertThat(all.getFirst().need().until()).contains(BEGIN.plus(Duration.ofDays(7)));
    now = BEGIN.plus(Duration.ofDays(8));
    upkeep.look();
    assertThat(all.getFirst().state()).isEqualTo(State.MISSED);
  }

  @Test
  void a_disk_that_is_full_already_is_no_date_that_was_missed() throws Exception {
    Subject disk = new Subject(Kind.DISK, "/x", Optional.of(new Target("shop", "disk", "")));
    world.add(new Sighting.Level(disk, 100, 100, "bytes", false));
    Upkeep upkeep = upkeep();
    upkeep.look();
    upkeep.look();
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().state()).isEqualTo(State.OPEN);
    assertThat(all.getFirst().need().urgency()).isEqualTo(Urgency.NOW);
  }

  @Test
  void one_that_was_renewed_by_somebody_counts_neither_way() throws Exception {
    world.add(new Sighting.Ending(CERTIFICATE, "it", BEGIN.plus(Duration.ofDays(3))));
    Upkeep upkeep = upkeep();
    upkeep.look();
    world.set(0, new Sighting.Ending(CERTIFICATE, "it", BEGIN.plus(Duration.ofDays(300))));
    upkeep.look();
    assertThat(all.getFirst().state()).isEqualTo(State.GONE);
    assertThat(Share.of(all).value()).isEmpty();
  }

  @Test
  void what_cannot_be_looked_at_is_not_taken_for_mended() throws Exception {
    world.add(new Sighting.Ending(CERTIFICATE, "it", BEGIN.plus(Duration.ofDays(3))));
    Upkeep upkeep = upkeep();
    upkeep.look();
    world.set(0, new Sighting.Unseen(CERTIFICATE, "away"));
    upkeep.look();
    world.clear();
    upkeep.look();
    assertThat(all.getFirst().state()).isEqualTo(State.OPEN);
  }

  @Test
  void a_newer_library_is_offered_and_done_when_it_is_there() throws Exception {
    world.add(behind("1.0"));
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(upkeep.run(LIBRARY.word()).orElseThrow().state()).isEqualTo(State.ASKED);
    upkeep.look();
    assertThat(all.getFirst().state()).isEqualTo(State.ASKED);
    world.set(0, new Sighting.Well(LIBRARY));
    upkeep.look();
    assertThat(all.getFirst().state()).isEqualTo(State.DONE);
    assertThat(all.getFirst().words()).contains("auto-fix/update-a-b-1.1", "not needed any more");
  }

  @Test
  void one_that_breaks_the_build_stays_needed_with_the_reason() throws Exception {
    world.add(behind("1.0"));
    offer = new Offer.Refused("its tests fail with 1.1");
    Upkeep upkeep = upkeep();
    upkeep.look();
    assertThat(upkeep.run(LIBRARY.word()).orElseThrow())
        .satisfies(
            each -> {
              assertThat(each.state()).isEqualTo(State.OPEN);
              assertThat(each.words()).isEqualTo("its tests fail with 1.1");
            });
  }

  @Test
  void an_action_that_is_not_there_is_said_and_nothing_is_walked() throws Exception {
    world.add(table(50_000));
    Upkeep upkeep = upkeep(new Catalogue(List.of()));
    upkeep.look();
    assertThat(upkeep.run(TABLE.word()).orElseThrow().words())
        .contains("no action database.maintain");
    assertThat(walked).isEmpty();
    assertThat(upkeep.run("nothing")).isEmpty();
  }

  @Test
  void a_statement_from_outside_is_only_text() throws Exception {
    world.add(
        new Sighting.Statement(
            Subject.of(Kind.QUERY, "orders 7"), "SELECT 1\n\u001b[2J; DROP TABLE x", 5, 5));
    assertThat(upkeep().look().getFirst().need()).isEmpty();
    assertThat(all).isEmpty();
  }

  private static Sighting table(long dead) {
    return new Sighting.Table(TABLE, "public.items", 100_000, dead, 8_000_000);
  }

  private static Sighting behind(String present) {
    return new Sighting.Behind(
        LIBRARY, "a:b", "shop", "pom.xml", present, "1.1", "1.1", List.of(), List.of());
  }

  private Upkeep upkeep() {
    return upkeep(new Catalogue(List.of(new Maintain())));
  }

  private Upkeep upkeep(Catalogue catalogue) {
    return new Upkeep(
        List.of(() -> List.copyOf(world)),
        new Kept(),
        new Memory(),
        Appraiser.usual(),
        new Upkeep.Ways(catalogue, proposal -> road.walk(proposal), _ -> offer, _ -> "test"),
        List.of(Window.parse("daily 02:00-04:00 UTC", ZoneOffset.UTC).orElseThrow()),
        () -> now);
  }

  /// Its traits are all that is asked of it: the road does the rest.
  private static final class Maintain implements Action {
    @Override
    public Traits traits() {
      return new Traits(
          "database.maintain",
          "tidy",
          List.of(
              new Parameter("task", Parameter.Type.NAME, "what", Optional.empty()),
              new Parameter("name", Parameter.Type.TEXT, "which", Optional.empty())),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMinutes(1));
    }

    @Override
    public Outlook look(Order order) {
      return new Outlook.Unfit("only the road looks");
    }

    @Override
    public Applied apply(Order order, Plan plan) {
      throw new IllegalStateException("only the road may");
    }

    @Override
    public Applied undo(Order order, String before) {
      throw new IllegalStateException("only the road may");
    }
  }

  private static final class Kept implements Readings {
    private final Map<String, List<Reading>> kept = new TreeMap<>();

    @Override
    public void add(Instant at, Map<String, Double> values) {
      values.forEach(
          (series, value) ->
              kept.computeIfAbsent(series, _ -> new ArrayList<>()).add(new Reading(at, value)));
    }

    @Override
    public List<Reading> of(String series, Instant since) {
      return kept.getOrDefault(series, List.of());
    }
  }

  private final class Memory implements Cases {
    @Override
    public List<Case> open() {
      return all.stream().filter(each -> !each.state().isOver()).toList();
    }

    @Override
    public Optional<Case> latest(String need) {
      return all.reversed().stream().filter(each -> named(each.need(), need)).findFirst();
    }

    @Override
    public List<Case> over(Instant since) {
      return all.stream().filter(each -> each.state().isOver()).toList();
    }

    @Override
    public Case keep(Case kept) {
      if (kept.id() == 0) {
        all.add(kept.withId(all.size() + 1L));
        return all.getLast();
      }
      all.set((int) kept.id() - 1, kept);
      return kept;
    }

    private static boolean named(Need need, String name) {
      return need.name().equals(name);
    }
  }
}
