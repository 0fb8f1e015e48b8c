package dev.naosu.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.bench.fleet.FollowedLoad.Hour;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedLoadTest {
  private static final Duration TEN = Duration.ofMinutes(10);
  private static final int HOUR = LoadTrace.HOUR;

  @TempDir private Path place;

  @Test
  void a_trace_is_read_and_its_restless_hours_are_found() throws IOException {
    Path file = place.resolve("workload.txt");
    Files.writeString(
        file,
        IntStream.range(0, 4 * HOUR)
            // the third hour goes up and down
            .map(second -> second / HOUR == 2 && second / 600 % 2 == 0 ? 50 : 10)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" ")));
    LoadTrace trace = LoadTrace.read(file);
    assertThat(trace.hours()).isEqualTo(3);
    assertThat(trace.peak()).isEqualTo(50);
    assertThat(trace.restless(2)).first().isEqualTo(2 * HOUR);
  }

  @Test
  void what_is_no_trace_is_refused_with_the_place() throws IOException {
    Path file = Files.writeString(place.resolve("workload.txt"), "1 2 three 4");
    assertThatThrownBy(() -> LoadTrace.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the 3. word");
    Files.writeString(file, "1 2 3");
    assertThatThrownBy(() -> LoadTrace.read(file)).hasMessageContaining("less than two hours");
  }

  @Test
  void an_even_load_changes_nothing_and_one_that_rises_is_followed() throws Exception {
    assertThat(hour(rules(20, Duration.ofMinutes(3)), _ -> 100).changes()).isEmpty();
    Hour risen = hour(rules(20, Duration.ofMinutes(3)), second -> second < 2 * HOUR ? 100 : 400);
    assertThat(risen.changes()).isNotEmpty().allMatch(each -> each.to() > each.from());
    assertThat(risen.instances()).isGreaterThan(3);
    assertThat(risen.missing()).isLessThan(0.1);
    assertThat(risen.least()).isEqualTo(4);
  }

  @Test
  void hasty_rules_are_caught() throws Exception {
    Hour hour = hour(rules(75, Duration.ZERO), second -> second / 60 % 2 == 0 ? 300 : 150);
    assertThat(hour.flaps(TEN)).isGreaterThan(5);
    assertThat(hour.regrets(TEN)).isGreaterThan(5);
  }

  private static ScalingRules rules(double in, Duration patience) {
    return new ScalingRules(
        2, 8, 2, List.of(Measure.cpu(new Band(in, 80))), patience, patience, patience, patience);
  }

  /// The third hour.
  private static Hour hour(ScalingRules rules, IntUnaryOperator load) throws Exception {
    LoadTrace trace = new LoadTrace(IntStream.range(0, 3 * HOUR).map(load).toArray());
    return new FollowedLoad(trace, rules, new FollowedLoad.Model(100, Duration.ofSeconds(15)))
        .hour(2 * HOUR);
  }
}
