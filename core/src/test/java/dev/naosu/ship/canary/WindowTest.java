package dev.naosu.ship.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Version ONE = new Version("one");
  private static final Version TWO = new Version("two");
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");

  @Test
  void what_came_between_two_readings_is_their_difference() {
    Traffic earlier = traffic(0, 10, Map.of(ONE, answers(100, 5, "a")));
    Traffic later = traffic(0, 20, Map.of(ONE, answers(130, 6, "a", "b"), TWO, answers(7, 7, "c")));
    Window window = Window.between(1, earlier, later);
    assertThat(window.stage()).isEqualTo(1);
    assertThat(window.traffic().from()).isEqualTo(START.plusSeconds(10));
    assertThat(window.traffic().to()).isEqualTo(START.plusSeconds(20));
    assertThat(window.traffic().of(ONE)).isEqualTo(answers(30, 1, "b"));
    assertThat(window.traffic().of(TWO)).isEqualTo(answers(7, 7, "c"));
  }

  @Test
  void a_gateway_that_began_anew_counts_from_there() {
    Traffic earlier = traffic(0, 10, Map.of(ONE, answers(100, 5)));
    Traffic later = traffic(15, 20, Map.of(ONE, answers(30, 1)));
    assertThat(Window.between(0, earlier, later).traffic()).isEqualTo(later);
  }

  private static Traffic traffic(long from, long to, Map<Version, Answers> answers) {
    return new Traffic(START.plusSeconds(from), START.plusSeconds(to), answers);
  }

  private static Answers answers(long requests, long errors, String... failures) {
    return new Answers(
        requests, errors, new Latencies(new TreeMap<>(Map.of(7, requests))), Set.of(failures));
  }
}
