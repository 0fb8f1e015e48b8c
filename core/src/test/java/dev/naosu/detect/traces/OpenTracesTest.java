package dev.naosu.detect.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.traces.OpenTraces.Closed;
import dev.naosu.detect.traces.SeenSpan.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenTracesTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private final OpenTraces traces = new OpenTraces(OpenTraces.Limits.USUAL);

  @Test
  void a_span_took_itself_what_none_of_those_below_it_took() {
    add(span("shop", "a", "", Role.SERVER, 0, 100));
    add(span("shop", "b", "a", Role.INTERNAL, 10, 40));
    add(span("shop", "c", "a", Role.INTERNAL, 30, 40));
    add(span("shop", "d", "b", Role.INTERNAL, 20, 10));

    assertThat(over())
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(took(trace, "a")).isEqualTo(40);
              assertThat(took(trace, "b")).isEqualTo(30);
              assertThat(took(trace, "c")).isEqualTo(40);
              assertThat(took(trace, "d")).isEqualTo(10);
            });
  }

  @Test
  void spans_that_come_twice_or_in_any_order_count_once() {
    add(span("shop", "d", "b", Role.INTERNAL, 20, 10));
    add(span("shop", "b", "a", Role.INTERNAL, 10, 40));
    add(span("shop", "b", "a", Role.INTERNAL, 10, 40));
    add(span("shop", "a", "", Role.SERVER, 0, 100));

    Closed trace = over().getFirst();
    assertThat(trace.times()).hasSize(3);
    assertThat(took(trace, "a")).isEqualTo(60);
  }

  @Test
  void a_service_on_a_machine_with_a_wrong_clock_was_waited_for_all_the_same() {
    add(span("shop", "a", "", Role.SERVER, 0, 100));
    add(span("shop", "b", "a", Role.CLIENT, 10, 80));
    add(span("stock", "c", "b", Role.SERVER, -3_600_000, 70));

    Closed trace = over().getFirst();
    assertThat(took(trace, "b")).isEqualTo(10);
    assertThat(trace.calls()).containsExactly(new Call("", "shop", "stock"));
  }

  @Test
  void spans_without_end_and_circles_of_them_are_bounded() {
    OpenTraces small = new OpenTraces(new OpenTraces.Limits(160, 5, Duration.ofSeconds(10)));
    for (int i = 0; i < 10_000; i++) {
      small.add(span("shop", "s" + i, "s" + (i + 1), Role.INTERNAL, 0, 1), NOON);
      small.add(
          new SeenSpan(
              new Origin("shop", "", ""),
              "trace " + i,
              "x",
              "x",
              "x",
              Role.SERVER,
              NOON,
              Duration.ZERO,
              false),
          NOON);
    }

    assertThat(small.closed(NOON.plusSeconds(60)).size()).isBetween(1_000, 40_000);
    assertThat(small.closed(NOON.plusSeconds(60))).isEmpty();
  }

  @Test
  void who_asks_whom_is_known_both_ways_and_through_others_and_forgotten_in_time() {
    CallGraph graph = new CallGraph();
    graph.add(new Call("", "front", "shop"), NOON);
    graph.add(new Call("", "shop", "stock"), NOON);
    graph.add(new Call("", "front", "mail"), NOON);
    graph.add(new Call("test", "shop", "fake"), NOON);

    assertThat(graph.of("stock", "")).containsExactly("front", "shop");
    assertThat(graph.of("front", "")).containsExactly("mail", "shop", "stock");
    // both are asked by the same, and neither asks the other
    assertThat(graph.of("mail", "")).containsExactly("front");

    graph.forget(NOON.plusSeconds(7_200));
    assertThat(graph.of("stock", "")).isEmpty();
  }

  private void add(SeenSpan span) {
    traces.add(span, NOON);
  }

  private List<Closed> over() {
    assertThat(traces.closed(NOON.plusSeconds(5))).isEmpty();
    return traces.closed(NOON.plusSeconds(10));
  }

  private static long took(Closed trace, String operation) {
    return trace.times().stream()
        .filter(each -> each.operation().equals(operation))
        .findFirst()
        .orElseThrow()
        .took()
        .toMillis();
  }

  private static SeenSpan span(
      String service, String id, String parent, Role role, long beganMillis, long millis) {
    return new SeenSpan(
        new Origin(service, "", ""),
        "t1",
        id,
        parent,
        id,
        role,
        NOON.plusMillis(beganMillis),
        Duration.ofMillis(millis),
        false);
  }
}
