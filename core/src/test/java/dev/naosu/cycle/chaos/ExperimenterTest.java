package dev.naosu.cycle.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Experiment.Expectation;
import dev.naosu.prove.experiment.Experiment.Step;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Injector;
import dev.naosu.prove.experiment.Place;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.prove.experiment.Trial.Moment;
import dev.naosu.prove.experiment.Trial.Verdict;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/// A service whose health is a number, a fault that lowers it, and a clock that is moved by
/// waiting.
class ExperimenterTest {
  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

  private Instant now = START;
  private boolean acts;
  private Optional<Instant> ended = Optional.empty();
  private int ends;

  /// What is measured; NaN for nothing.
  private DoubleSupplier health = () -> acts ? 0 : 100;

  private final List<Fault> begun = new ArrayList<>();
  private boolean canBegin = true;
  private boolean comesBack = true;
  private Leave leave = Leave.free();

  private final Injector injector =
      new Injector() {
        @Override
        public Outlook look(Fault fault) {
          return new Outlook.Ready("would pause");
        }

        @Override
        public Start begin(Fault fault) {
          begun.add(fault);
          if (!canBegin) {
            return new Start.Failed("no such process");
          }
          acts = true;
          return new Start.Acting(
              "paused",
              () -> {
                ends++;
                acts = false;
                ended = Optional.of(now);
                return comesBack ? new Ended.Back("goes on") : new Ended.Stuck("kill it by hand");
              });
        }
      };

  private Experimenter experimenter() {
    return new Experimenter(
        target -> new Vitals(target, now, new TreeMap<>(Map.of("http.ok", health.getAsDouble()))),
        injector,
        leave,
        () -> now,
        time -> {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          now = now.plus(time);
        },
        Experimenter.Audience.NOBODY);
  }

  private static Experiment experiment(Duration tolerance) {
    Arguments nothing =
        ((Reading.Fit) Arguments.read(FaultKind.PAUSE.parameters(), Map.of())).arguments();
    Expectation healthy =
        new Expectation("front", new Condition("http.ok", Side.ABOVE, 99, Duration.ZERO));
    return new Experiment(
        "pause",
        "Bears a pause",
        "shop",
        new TreeMap<>(
            Map.of(
                "front", new Place.Address(URI.create("http://localhost:1/")),
                "app", new Place.Instances("shop"))),
        List.of(healthy),
        List.of(healthy),
        List.of(
            new Step.Inject(
                new Fault(
                    FaultKind.PAUSE,
                    new Target("shop", "app", ""),
                    nothing,
                    Duration.ofSeconds(10)))),
        Duration.ofSeconds(1),
        tolerance,
        Duration.ofSeconds(30));
  }

  private Trial made(Duration tolerance) {
    return experimenter().make(experiment(tolerance));
  }

  @Test
  void what_holds_all_the_time_has_held() {
    health = () -> 100;
    Trial trial = made(Duration.ofSeconds(3));
    assertThat(trial.verdict()).isEqualTo(Verdict.HELD);
    assertThat(ends).isEqualTo(1);
    assertThat(trial.faults().getFirst().noticed()).isEmpty();
    assertThat(trial.looks()).extracting(Trial.Look::moment).contains(Moment.values());
  }

  @Test
  void what_is_broken_for_longer_than_is_tolerated_ends_the_fault_at_once() {
    Trial trial = made(Duration.ofSeconds(3));
    assertThat(trial.verdict()).isEqualTo(Verdict.DEVIATED);
    assertThat(trial.words()).contains("http.ok above 99.0, it is 0");
    assertThat(acts).isFalse();
    assertThat(ended).contains(START.plusSeconds(3));
    assertThat(trial.looks().getLast().moment()).isEqualTo(Moment.AFTER_UNDO);
    assertThat(trial.looks().getLast().holds()).isEqualTo(Truth.YES);
  }

  @Test
  void what_is_broken_for_less_is_tolerated_and_its_times_are_told() {
    health = () -> acts && now.isBefore(START.plusSeconds(4)) && now.isAfter(START) ? 0 : 100;
    Trial trial = made(Duration.ofSeconds(5));
    assertThat(trial.verdict()).isEqualTo(Verdict.HELD);
    assertThat(trial.words()).contains("3.0 s");
    assertThat(trial.faults().getFirst().noticed()).contains(Duration.ofSeconds(1));
    assertThat(trial.faults().getFirst().recovered()).contains(Duration.ofSeconds(4));
  }

  @Test
  void what_is_not_steady_before_is_not_touched() {
    health = () -> 50;
    assertThat(made(Duration.ofSeconds(3)).verdict()).isEqualTo(Verdict.NOT_BEGUN);
    assertThat(begun).isEmpty();
  }

  @Test
  void what_cannot_be_measured_is_not_touched_either() {
    health = () -> Double.NaN;
    Trial trial = made(Duration.ofSeconds(3));
    assertThat(trial.verdict()).isEqualTo(Verdict.NOT_BEGUN);
    assertThat(trial.words()).contains("could not be measured");
    assertThat(begun).isEmpty();
  }

  @Test
  void what_cannot_be_measured_any_more_is_no_deviation_and_ends_the_fault_all_the_same() {
    health = () -> acts ? Double.NaN : 100;
    assertThat(made(Duration.ofSeconds(2)).verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(acts).isFalse();
  }

  @Test
  void what_does_not_recover_is_not_green_because_its_fault_was_put_back() {
    health = () -> begun.isEmpty() ? 100 : 0;
    Trial trial = made(Duration.ofSeconds(20));
    assertThat(trial.verdict()).isEqualTo(Verdict.NOT_RECOVERED);
    assertThat(trial.faults().getFirst().recovered()).isEmpty();
  }

  @Test
  void a_deviation_that_stays_after_everything_was_put_back_is_told_as_what_it_is() {
    health = () -> begun.isEmpty() ? 100 : 0;
    assertThat(made(Duration.ofSeconds(1)).verdict()).isEqualTo(Verdict.NOT_RECOVERED);
  }

  @Test
  void a_fault_that_cannot_be_put_back_is_above_everything_else() {
    comesBack = false;
    Trial trial = made(Duration.ofSeconds(1));
    assertThat(trial.verdict()).isEqualTo(Verdict.STUCK);
    assertThat(trial.words()).isEqualTo("kill it by hand");
  }

  @Test
  void a_fault_that_cannot_be_done_proves_nothing() {
    canBegin = false;
    assertThat(made(Duration.ofSeconds(1)).verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void an_interrupt_puts_everything_back_and_stays_an_interrupt() {
    health =
        () -> {
          if (acts) {
            Thread.currentThread().interrupt();
          }
          return 100;
        };
    Trial trial = made(Duration.ofSeconds(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(trial.verdict()).isEqualTo(Verdict.INTERRUPTED);
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void something_that_should_never_happen_puts_everything_back_too() {
    health =
        () -> {
          if (acts) {
            throw new IllegalStateException("a fault of naosu");
          }
          return 100;
        };
    try {
      made(Duration.ofSeconds(1));
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("a fault of naosu");
    }
    assertThat(ends).isEqualTo(1);
    assertThat(acts).isFalse();
  }

  @Test
  void nothing_begins_without_leave_and_a_stop_ends_what_is_under_way() {
    leave = Leave.of(_ -> Optional.of("shop has an open incident"));
    Trial refused = made(Duration.ofSeconds(1));
    assertThat(refused.verdict()).isEqualTo(Verdict.NOT_BEGUN);
    assertThat(refused.words()).contains("open incident");
    assertThat(begun).isEmpty();

    health = () -> 100;
    leave =
        new Leave() {
          @Override
          public Optional<String> refusal(Experiment experiment) {
            return Optional.empty();
          }

          @Override
          public Optional<String> halt() {
            return now.isAfter(START.plusSeconds(2)) ? Optional.of("stopped") : Optional.empty();
          }
        };
    Trial halted = made(Duration.ofSeconds(1));
    assertThat(halted.verdict()).isEqualTo(Verdict.INTERRUPTED);
    assertThat(ended).contains(START.plusSeconds(3));
  }

  @Test
  void a_rehearsal_touches_nothing() throws InterruptedException {
    Experimenter.Rehearsal rehearsal = experimenter().rehearse(experiment(Duration.ofSeconds(1)));
    assertThat(rehearsal.steps()).containsExactly("would pause");
    assertThat(rehearsal.obstacles()).isEmpty();
    assertThat(rehearsal.steady().holds()).isEqualTo(Truth.YES);
    assertThat(begun).isEmpty();
  }
}
