package dev.naosu.bench.tell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.bench.tell.Plots.Bar;
import dev.naosu.bench.trial.Speed;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PlotsTest {
  @Test
  void ticks_are_round_and_cover_the_axis() {
    assertThat(Scale.linear(0, 163, 0, 100).ticks()).containsExactly(0.0, 50.0, 100.0, 150.0);
    assertThat(Scale.linear(0, 1, 0, 100).ticks())
        .hasSize(6)
        .last()
        .satisfies(t -> assertThat(t).isCloseTo(1, within(1e-9)));
    assertThat(Scale.logarithmic(3, 240, 0, 100).ticks()).containsExactly(1.0, 10.0, 100.0, 1000.0);
  }

  @Test
  void equal_factors_are_equal_distances_on_a_logarithmic_axis() {
    Scale scale = Scale.logarithmic(1, 100, 0, 100);
    assertThat(scale.at(10)).isCloseTo(50, within(1e-6));
    assertThat(scale.at(0.01)).isZero();
  }

  @Test
  void every_bug_is_in_one_bar() {
    List<Speed> speeds =
        DoubleStream.of(0, 0.7, 3, 5, 9.99, 10, 49, 480)
            .mapToObj(rate -> new Speed(rate, 0, 0, Map.of()))
            .toList();
    List<Bar> bars = Plots.bars(speeds);
    assertThat(bars.stream().mapToInt(Bar::bugs).sum()).isEqualTo(speeds.size());
    assertThat(bars).filteredOn(bar -> bar.from() == 5).extracting(Bar::bugs).containsExactly(2);
    assertThat(Plots.bars(List.of())).isEmpty();
  }
}
