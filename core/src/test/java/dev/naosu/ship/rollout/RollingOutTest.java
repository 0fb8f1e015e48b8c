package dev.naosu.ship.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.journal.Sealed;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.CanaryPlan.Stage;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.RollingOut.Ending;
import dev.naosu.ship.rollout.Rollout.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RollingOutTest {
  private static final Rollout.Key KEY = new Rollout.Key(7, 1);
  private static final Version OLD = new Version("old");
  private static final Version FRESH = new Version("fresh");
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration SECOND = Duration.ofSeconds(60);

  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private final MemoryRollouts rollouts = new MemoryRollouts();
  private final MemoryFleet fleet = new MemoryFleet(() -> now, OLD);
  private final Set<String> journal = new LinkedHashSet<>();
  private final List<String> told = new ArrayList<>();

  /// What happens meanwhile, by how many beats went by.
  private final Map<Integer, Runnable> meanwhile = new HashMap<>();

  private boolean halted;
  private int beats;
  private int lives = Integer.MAX_VALUE;
  private int room = Integer.MAX_VALUE;

  private final RollingOut rolling =
      new RollingOut(
          Map.of(
              "shop",
              new Deployed(
                  fleet,
                  new CanaryPlan(
                      List.of(new Stage(0.05, FIRST), new Stage(0.5, SECOND)),
                      0.01,
                      20,
                      Duration.ZERO,
                      Duration.ZERO,
                      0.2,
                      true,
                      0.1,
                      0.95),
                  Duration.ofSeconds(5))),
          rollouts,
          this::append,
          () -> halted,
          this::pause,
          () -> now);

  @Test
  void a_version_that_does_well_gets_all_requests_stage_by_stage() throws Exception {
    Instant began = now;
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
    assertThat(fleet.done)
        .containsExactly(
            "start fresh",
            "share {fresh=0.05, old=0.95}",
            "share {fresh=0.5, old=0.5}",
            "share {fresh=1.0}",
            "retire old");
    assertThat(Duration.between(began, now))
        .isBetween(Duration.ofSeconds(90), FIRST.plus(SECOND).plusSeconds(5));
    assertThat(told)
        .contains("canary: 5 % of the requests for 30 s", "canary: 50 % of the requests for 1 min");
    assertThat(rollouts.find(KEY).orElseThrow().ended()).isPresent();
  }

  @Test
  void every_window_says_what_came_since_the_one_before() throws Exception {
    walk();
    List<Window> windows = rollouts.windows(KEY);
    assertThat(windows).extracting(Window::stage).contains(0, 1);
    long requests = windows.stream().mapToLong(each -> each.traffic().of(FRESH).requests()).sum();
    // but for what came between the last look and the end
    assertThat(requests).isBetween(fleetAsked() - 200, fleetAsked());
    assertThat(windows)
        .allSatisfy(each -> assertThat(each.traffic().of(OLD).requests()).isLessThan(400));
  }

  private long fleetAsked() {
    return (long) (0.05 * 40 * 30 + 0.5 * 40 * 60) + 60;
  }

  @Test
  void a_version_that_does_harm_is_rolled_back_and_only_its_share_was_harmed() throws Exception {
    fleet.failing.put(FRESH, 1.0);
    assertThat(((Ending.RolledBack) walk()).words())
        .startsWith("Worse: it fails more often: fresh failed ");
    assertThat(fleet.split()).isEqualTo(Split.all(OLD));
    assertThat(fleet.running()).containsExactly(OLD);
    assertThat(fleet.asked(FRESH)).isLessThan(30);
    assertThat(told.getLast()).startsWith("old gets all requests again: ");
  }

  @Test
  void a_failure_that_only_the_new_version_shows_is_told_to_the_judge() throws Exception {
    meanwhile.put(7, () -> rollouts.failures.put(FRESH, Set.of("f1")));
    assertThat(walk())
        .isEqualTo(new Ending.RolledBack("Worse: it has a failure that old does not have: f1."));
  }

  @Test
  void a_failure_that_the_old_version_shows_too_is_not_new() throws Exception {
    rollouts.failures.put(OLD, Set.of("f1"));
    rollouts.failures.put(FRESH, Set.of("f1"));
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
  }

  @Test
  void a_version_that_does_not_get_well_never_gets_a_request() throws Exception {
    fleet.unwell.add(FRESH);
    assertThat(walk()).isEqualTo(new Ending.RolledBack("fresh does not run: it is not well"));
    assertThat(fleet.done).isEmpty();
  }

  @Test
  void where_it_cannot_be_told_a_person_decides_and_the_share_stays() throws Exception {
    fleet.rate = 2;
    assertThat(((Ending.Held) walk()).words())
        .isEqualTo(
            "Could not be decided: one version answered only 3 requests in this stage, and 20 are"
                + " needed.");
    assertThat(fleet.split().of(FRESH)).isEqualTo(0.05);
    meanwhile.put(beats + 3, () -> wish(Wish.Kind.GO_ON));
    assertThat(walk(true)).isInstanceOf(Ending.GoesOn.class);
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
  }

  @Test
  void what_does_harm_while_a_person_is_asked_is_rolled_back() throws Exception {
    fleet.rate = 2;
    walk();
    fleet.rate = 100;
    fleet.failing.put(FRESH, 1.0);
    assertThat(walk(true)).isInstanceOf(Ending.RolledBack.class);
  }

  @Test
  void a_person_promotes_at_any_time_and_no_harm_undoes_it() throws Exception {
    meanwhile.put(
        3,
        () -> {
          fleet.failing.put(FRESH, 1.0);
          wish(Wish.Kind.PROMOTE);
        });
    assertThat(walk()).isEqualTo(new Ending.Promoted("promoted by ada: because"));
    assertThat(fleet.split()).isEqualTo(Split.all(FRESH));
    assertThat(rollouts.find(KEY).orElseThrow().actor()).isEqualTo("ada");
    assertThat(rollouts.wish(KEY)).isEmpty();
  }

  @Test
  void a_person_rolls_back_at_any_time() throws Exception {
    meanwhile.put(40, () -> wish(Wish.Kind.ROLL_BACK));
    assertThat(walk()).isEqualTo(new Ending.RolledBack("rolled back by ada: because"));
    assertThat(fleet.split()).isEqualTo(Split.all(OLD));
  }

  @Test
  void closing_rolls_back_first() throws Exception {
    meanwhile.put(4, () -> wish(Wish.Kind.CLOSE));
    assertThat(walk()).isEqualTo(new Ending.Closed("closed by ada: because"));
    assertThat(fleet.running()).containsExactly(OLD);
  }

  @Test
  void stop_sends_all_requests_to_the_old_version_within_seconds_and_resume_begins_anew()
      throws Exception {
    List<Split> whileStopped = new ArrayList<>();
    meanwhile.put(40, () -> halted = true);
    meanwhile.put(42, () -> whileStopped.add(fleet.split()));
    meanwhile.put(
        60,
        () -> {
          whileStopped.add(fleet.split());
          halted = false;
        });
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
    assertThat(whileStopped).containsExactly(Split.all(OLD), Split.all(OLD));
    assertThat(rollouts.find(KEY).orElseThrow().round()).isEqualTo(2);
    assertThat(rollouts.windows(KEY).getFirst().stage()).isZero();
  }

  @Test
  void a_fleet_that_cannot_be_asked_is_asked_again() throws Exception {
    meanwhile.put(10, () -> fleet.away = 5);
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
    assertThat(told)
        .containsOnlyOnce("the fleet cannot be asked; tried again: the gateway is away");
  }

  @Test
  void a_gateway_that_was_started_anew_counts_from_nothing() throws Exception {
    meanwhile.put(12, fleet::restart);
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
    assertThat(rollouts.windows(KEY))
        .allSatisfy(each -> assertThat(each.traffic().of(OLD).requests()).isBetween(1L, 400L));
  }

  @Test
  void of_one_service_there_is_one_rollout_at_a_time() throws Exception {
    Rollout.Key other = new Rollout.Key(8, 1);
    rolling.plan(other, "shop", new Version("other"));
    assertThat(rollouts.takeUp(other)).isTrue();
    Rollout there = rollouts.find(other).orElseThrow();
    meanwhile.put(10, () -> rollouts.keep(there.over(Phase.ROLLED_BACK, now)));
    assertThat(walk()).isInstanceOf(Ending.Promoted.class);
    assertThat(told.getFirst()).isEqualTo("waits until it may be rolled out");
  }

  @Test
  void what_waits_for_its_turn_can_be_closed() throws Exception {
    Rollout.Key other = new Rollout.Key(8, 1);
    rolling.plan(other, "shop", new Version("other"));
    assertThat(rollouts.takeUp(other)).isTrue();
    meanwhile.put(5, () -> wish(Wish.Kind.CLOSE));
    assertThat(walk()).isInstanceOf(Ending.Closed.class);
    assertThat(fleet.done).isEmpty();
  }

  @Test
  void where_nothing_runs_a_person_is_asked() throws Exception {
    fleet.clear();
    assertThat(walk()).isEqualTo(new Ending.Held("nothing of it runs"));
    meanwhile.put(beats + 2, () -> wish(Wish.Kind.GO_ON));
    assertThat(walk(true)).isInstanceOf(Ending.GoesOn.class);
    assertThat(walk()).isInstanceOf(Ending.Held.class);
    meanwhile.put(beats + 2, () -> wish(Wish.Kind.ROLL_BACK));
    assertThat(walk(true)).isInstanceOf(Ending.RolledBack.class);
  }

  @Test
  void a_process_that_ends_at_any_moment_leaves_nothing_half_way() throws Exception {
    walk();
    int count = beats;
    Set<String> undisturbed = Set.copyOf(journal);
    for (int end = 0; end < count; end++) {
      RollingOutTest other = new RollingOutTest();
      other.lives = end;
      assertThatThrownBy(other::walk).isInstanceOf(InterruptedException.class);
      other.lives = Integer.MAX_VALUE;
      assertThat(other.walk()).as("ended after %d", end).isInstanceOf(Ending.Promoted.class);
      assertThat(other.fleet.running()).containsExactly(FRESH);
      assertThat(other.journal).isEqualTo(undisturbed);
    }
  }

  @Test
  void nothing_is_done_when_the_journal_cannot_be_written() throws Exception {
    for (room = 0; rollouts.find(KEY).filter(each -> each.phase().isOver()).isEmpty(); room++) {
      int before = fleet.done.size();
      int written = journal.size();
      try {
        walk();
      } catch (JournalUnavailable _) {
        assertThat(journal).hasSize(room);
        assertThat(written == room ? fleet.done.size() - before : 0).isZero();
      }
    }
    assertThat(journal).hasSize(4);
    assertThat(fleet.split()).isEqualTo(Split.all(FRESH));
  }

  @Test
  void what_shows_only_in_a_canary_came_with_it() throws Exception {
    fleet.failing.put(FRESH, 1.0);
    walk();
    Fingerprint failure = new Fingerprint("0".repeat(32), "NullPointerException in Cart.total");
    Origin origin = new Origin("shop", "fresh", "");
    assertThat(rolling.broughtBy(origin, failure).map(Rollout::key)).contains(KEY);
    assertThat(rolling.broughtBy(new Origin("shop", "old", ""), failure)).isEmpty();
    rollouts.failures.put(OLD, Set.of(failure.value()));
    assertThat(rolling.broughtBy(origin, failure)).isEmpty();
  }

  private Ending walk() throws InterruptedException {
    rolling.plan(KEY, "shop", FRESH);
    return walk(false);
  }

  private Ending walk(boolean held) throws InterruptedException {
    return rolling.walk(KEY, held, told::add);
  }

  private void wish(Wish.Kind kind) {
    rollouts.wish(KEY, new Wish(kind, "ada", "because"));
  }

  private void pause(Duration time) throws InterruptedException {
    if (lives-- <= 0) {
      throw new InterruptedException("naosu ends");
    }
    now = now.plus(time);
    meanwhile.getOrDefault(beats++, () -> {}).run();
  }

  private Sealed append(Entry entry) {
    if (!journal.contains(entry.key()) && journal.size() >= room) {
      throw new JournalUnavailable("the disk is full", "Make room.", new IllegalStateException());
    }
    journal.add(entry.key());
    return Sealed.after(Head.EMPTY, entry);
  }
}
