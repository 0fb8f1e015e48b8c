package dev.naosu.cycle.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.OwnCode;
import dev.naosu.detect.Signal;
import dev.naosu.detect.traces.Neighbours;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final TestClock clock = new TestClock();
  private final MemoryIncidents incidents = new MemoryIncidents(clock);
  private final List<Long> started = new ArrayList<>();
  private final Intake intake =
      new Intake(
          incidents,
          new Workflows() {
            @Override
            public void start(long incident) {
              started.add(incident);
            }

            @Override
            public void send(long incident, String topic, String message) {
              throw new AssertionError("nobody is asked anything");
            }
          },
          Watch.none(),
          clock);

  @Test
  void the_first_signal_of_a_cause_opens_an_incident_and_begins_its_cycle() {
    Absorbed absorbed =
        intake.accept(exception("java.lang.IllegalStateException\n\tat a.B.c(B.java:1)"));

    assertThat(absorbed).isInstanceOf(Absorbed.Opened.class);
    assertThat(started).containsExactly(((Absorbed.Opened) absorbed).incident());
  }

  @Test
  void an_exception_whose_frames_the_jvm_left_out_joins_the_open_incident_of_its_class() {
    incidents.open(1, Signal.Kind.EXCEPTION, 0);

    intake.accept(exception("java.lang.NullPointerException"));

    assertThat(incidents.absorbedAs)
        .extracting(Fingerprint::title)
        .containsExactly("NullPointerException in Cart.total");
  }

  @Test
  void an_exception_of_another_class_without_frames_is_a_cause_of_its_own() {
    incidents.open(1, Signal.Kind.EXCEPTION, 0);

    intake.accept(exception("java.lang.ArithmeticException"));

    assertThat(incidents.absorbedAs)
        .extracting(Fingerprint::title)
        .containsExactly("ArithmeticException");
  }

  @Test
  void packages_that_a_service_has_named_decide_what_is_its_own() {
    Intake named =
        new Intake(
            incidents,
            new Forgetful(),
            Watch.none(),
            Map.of("shop", new OwnCode(List.of("org.apache.acme"))),
            Neighbours.none(),
            Arrivals.none(),
            clock);

    named.accept(
        exception(
            """
            a.BException
            \tat vendor.Bus.send(B.java:1)
            \tat org.apache.acme.Shop.sell(S.java:2)
            """));

    assertThat(incidents.absorbedAs)
        .extracting(Fingerprint::title)
        .containsExactly("BException in Shop.sell");
  }

  @Test
  void causes_that_are_too_many_at_once_are_one_incident_that_counts_them() {
    for (int i = 0; i < 500; i++) {
      intake.accept(exception("shop.E" + Integer.toString(i, 26) + "xException"));
    }
    assertThat(started).hasSize(Influx.Limits.USUAL.ofService() + 1);
    assertThat(incidents.absorbedAs.stream().map(Fingerprint::value).distinct())
        .hasSize(Influx.Limits.USUAL.ofService() + 1);
    assertThat(incidents.absorbedAs.getLast().title()).isEqualTo("too many new causes at once");
  }

  @Test
  void names_of_services_that_are_made_up_are_too_many_too() {
    for (int i = 0; i < 2_000; i++) {
      intake.accept(of("service " + i, "shop.FullException"));
    }
    assertThat(incidents.absorbedAs.stream().map(Fingerprint::value).distinct())
        .hasSize(Influx.Limits.USUAL.ofAll() + 1);
  }

  @Test
  void a_minute_later_new_causes_are_told_apart_again() {
    for (int i = 0; i < 100; i++) {
      intake.accept(of("service", "shop.E" + Integer.toString(i, 26) + "xException"));
    }
    clock.pass(Duration.ofMinutes(1));
    intake.accept(exception("shop.LaterException"));
    assertThat(incidents.absorbedAs.getLast().title()).isEqualTo("LaterException");
  }

  @Test
  void a_cause_that_has_an_incident_joins_it_however_many_are_new() {
    incidents.open(1, Signal.Kind.EXCEPTION, 0);
    for (int i = 0; i < 100; i++) {
      intake.accept(exception("shop.E" + Integer.toString(i, 26) + "xException"));
    }
    assertThat(intake.accept(exception("java.lang.NullPointerException")))
        .isEqualTo(new Absorbed.Joined(1));
  }

  @Test
  void what_is_gathered_keeps_what_was_sent_and_is_no_matter_of_code() {
    Influx influx = new Influx(new Influx.Limits(1, 10));
    influx.opened("shop", clock.instant());
    Signal signal = exception("shop.FullException: disk");
    assertThat(influx.isFull("shop", clock.instant())).isTrue();
    assertThat(influx.isFull("bakery", clock.instant())).isFalse();
    Signal gathered = influx.gathered(signal, Fingerprint.of(signal)).signal();
    assertThat(gathered.kind()).isEqualTo(Signal.Kind.HEALTH);
    assertThat(gathered.trace()).isEqualTo(signal.trace());
    assertThat(gathered.origin()).isEqualTo(signal.origin());
    assertThat(gathered.attributes()).containsEntry("cause", "FullException");
  }

  @Test
  void what_came_of_a_signal_is_told_whichever_way_it_came_in() {
    List<String> told = new ArrayList<>();
    Signal found = exception("java.lang.IllegalStateException\n\tat a.B.c(B.java:1)");
    Intake counted =
        new Intake(
            incidents,
            new Forgetful(),
            (_, _) -> List.of(found),
            Map.of(),
            Neighbours.none(),
            (signal, absorbed, _) -> told.add(signal.id() + " " + absorbed),
            clock);

    counted.accept(found);
    counted.observe(Observed.NOTHING);

    assertThat(told).containsExactly("id Opened[incident=1]", "id Joined[incident=1]");
  }

  @Test
  void what_the_watch_found_is_told_later_when_the_store_was_away() {
    Signal found = exception("java.lang.IllegalStateException\n\tat a.B.c(B.java:1)");
    List<Signal> finds = new ArrayList<>(List.of(found));
    Intake observing =
        new Intake(
            incidents,
            new Forgetful(),
            (_, _) -> finds.isEmpty() ? List.of() : List.of(finds.removeFirst()),
            clock);
    incidents.away = true;
    assertThatThrownBy(() -> observing.observe(Observed.NOTHING)).hasMessage("away");

    incidents.away = false;
    assertThat(observing.observe(Observed.NOTHING)).hasSize(1);
    assertThat(observing.observe(Observed.NOTHING)).isEmpty();
  }

  private static final class Forgetful implements Workflows {
    @Override
    public void start(long incident) {
      // nobody asks
    }

    @Override
    public void send(long incident, String topic, String message) {
      throw new AssertionError("nobody is asked anything");
    }
  }

  private static Signal exception(String trace) {
    return of("shop", trace);
  }

  private static Signal of(String service, String trace) {
    return new Signal(
        "id",
        Signal.Kind.EXCEPTION,
        new Origin(service, "", ""),
        Instant.EPOCH,
        Instant.EPOCH,
        "",
        Optional.of(trace),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }
}
