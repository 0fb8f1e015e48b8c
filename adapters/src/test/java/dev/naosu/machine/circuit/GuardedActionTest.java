package dev.naosu.machine.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GuardedActionTest {
  private static final Target CACHE = new Target("shop", "cache", "");
  private static final Traits TRAITS =
      new Traits(
          "try.it",
          "try it",
          List.of(),
          Traits.Undo.NOTHING_TO_UNDO,
          false,
          Duration.ofMillis(300));
  private static final Plan PLAN = new Plan("try it", List.of(), 0, Duration.ZERO, List.of(), "");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
  private final Circuits circuits = new Circuits(now::get);
  private final AtomicInteger calls = new AtomicInteger();

  /// What the outside thing does.
  private interface Doing {
    void run() throws IOException, InterruptedException;
  }

  private Action action(Target target, Doing doing) {
    return new GuardedAction(
        new Deed() {
          @Override
          public Traits traits() {
            return TRAITS;
          }

          @Override
          public Outlook look(Order order) throws IOException, InterruptedException {
            calls.incrementAndGet();
            doing.run();
            return new Outlook.Ready(PLAN);
          }

          @Override
          public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
            calls.incrementAndGet();
            doing.run();
            return new Applied.Done("done");
          }
        },
        circuits.of(target.toString()));
  }

  private static Order order(Target target) {
    return new Order(
        "try.it",
        "production",
        target,
        ((Arguments.Reading.Fit) Arguments.read(List.of(), Map.of())).arguments());
  }

  @Test
  void after_three_failures_the_thing_is_left_in_peace_until_a_time_that_is_told()
      throws Exception {
    AtomicReference<Doing> doing =
        new AtomicReference<>(
            () -> {
              throw new IOException("it is away");
            });
    Action action = action(CACHE, () -> doing.get().run());
    for (int i = 0; i < 3; i++) {
      assertThat(action.look(order(CACHE))).isEqualTo(new Outlook.Unfit("it is away"));
    }

    assertThat(action.look(order(CACHE)))
        .isEqualTo(
            new Outlook.Unfit(
                "shop/cache failed again and again and is left in peace; it is tried again at"
                    + " 2026-11-29T12:00:30Z"));
    assertThat(action.apply(order(CACHE), PLAN))
        .isInstanceOfSatisfying(
            Applied.Failed.class, failed -> assertThat(failed.half()).isFalse());
    assertThat(calls).hasValue(3);

    doing.set(() -> {});
    now.set(now.get().plusSeconds(31));
    assertThat(action.look(order(CACHE))).isInstanceOf(Outlook.Ready.class);
    assertThat(action.look(order(CACHE))).isInstanceOf(Outlook.Ready.class);
  }

  @Test
  void other_targets_are_still_called() throws Exception {
    Action broken =
        action(
            CACHE,
            () -> {
              throw new IOException("it is away");
            });
    for (int i = 0; i < 4; i++) {
      Outlook _ = broken.look(order(CACHE));
    }

    Target other = new Target("shop", "database", "");
    assertThat(action(other, () -> {}).look(order(other))).isInstanceOf(Outlook.Ready.class);
  }

  @Test
  void naosus_own_refusals_open_nothing() throws Exception {
    Action action =
        action(
            CACHE,
            () -> {
              throw new Untouched("this may not be done");
            });
    for (int i = 0; i < 5; i++) {
      assertThat(action.look(order(CACHE))).isEqualTo(new Outlook.Unfit("this may not be done"));
    }
    assertThat(calls).hasValue(5);
  }

  @Test
  void what_hangs_is_interrupted_when_its_time_is_up_and_may_be_half_done() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Action action =
        action(
            CACHE,
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });

    assertThat(action.apply(order(CACHE), PLAN))
        .isInstanceOfSatisfying(Applied.Failed.class, failed -> assertThat(failed.half()).isTrue());
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_component_that_the_configuration_does_not_name_is_not_touched() throws Exception {
    Action action = new ByComponent(Map.of(CACHE, action(CACHE, () -> {})));
    Target other = new Target("other", "cache", "");

    assertThat(action.look(order(other))).isInstanceOf(Outlook.Unfit.class);
    assertThat(action.apply(order(other), PLAN)).isInstanceOf(Applied.Failed.class);
    assertThat(calls).hasValue(0);
    assertThat(action.look(order(new Target("shop", "cache", "2"))))
        .isInstanceOf(Outlook.Ready.class);
  }

  @Test
  void one_name_is_one_action() {
    Action same = action(CACHE, () -> {});
    Action other =
        new GuardedAction(
            new Deed() {
              @Override
              public Traits traits() {
                return Reload.TRAITS;
              }

              @Override
              public Outlook look(Order order) {
                return new Outlook.Unfit("no");
              }

              @Override
              public Applied apply(Order order, Plan plan) {
                return new Applied.Failed("no", false);
              }
            },
            circuits.of("x"));
    assertThatThrownBy(
            () -> new ByComponent(Map.of(CACHE, same, new Target("shop", "web", ""), other)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
