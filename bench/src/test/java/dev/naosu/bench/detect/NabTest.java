package dev.naosu.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.bench.detect.Series.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NabTest {
  private static final int SIZE = 200;
  private static final Series SERIES =
      new Series("a/one.csv", new double[SIZE], List.of(new Window(100, 119)));

  @TempDir private Path directory;

  @Test
  void who_says_nothing_gets_nothing() {
    assertThat(best()).isZero();
  }

  @Test
  void the_first_value_of_an_anomaly_is_worth_all() {
    assertThat(best(100)).isCloseTo(100, within(1e-9));
    assertThat(best(100, 105, 119)).isCloseTo(100, within(1e-9));
  }

  @Test
  void later_is_worth_less() {
    // sigmoid of the middle: (2 / (1 + e^-2.5) - 1) / (2 / (1 + e^-5) - 1) = 0.8598
    assertThat(best(110)).isCloseTo((1 + 0.8598) / 2 * 100, within(0.01));
  }

  @Test
  void every_false_alarm_costs() {
    assertThat(best(100, 50)).isCloseTo(100 - 100 * 0.11 / 2, within(1e-9));
    assertThat(best(100, 50, 51)).isCloseTo(100 - 100 * 0.22 / 2, within(1e-9));
  }

  @Test
  void a_false_alarm_just_after_an_anomaly_costs_little() {
    assertThat(best(100, 120)).isBetween(99.0, 99.99);
  }

  @Test
  void the_first_part_is_not_scored() {
    assertThat(SERIES.start()).isEqualTo(30);
    assertThat(best(100, 3, 29)).isCloseTo(100, within(1e-9));
  }

  @Test
  void a_miss_costs_twice_where_misses_are_dear() {
    double score = Sweep.of(List.of(SERIES), grades(50), Profile.LOW_FALSE_NEGATIVES).scoreAt(0.5);
    assertThat(score).isCloseTo(-100 * 0.11 / 3, within(1e-9));
  }

  @Test
  void a_threshold_chosen_elsewhere_is_kept() {
    double[] grades = new double[SIZE];
    grades[100] = 0.6;
    grades[50] = 0.7;
    Sweep sweep = Sweep.of(List.of(SERIES), Map.of("a/one.csv", grades), Profile.STANDARD);

    assertThat(sweep.scoreAt(0.65)).isCloseTo(-5.5, within(1e-9));
    assertThat(sweep.scoreAt(0.6)).isCloseTo(94.5, within(1e-9));
    assertThat(sweep.best().threshold()).isEqualTo(0.6);
  }

  @Test
  void a_checkout_is_read() throws IOException {
    write("labels/combined_windows.json", "{\"a/x.csv\": [[\"t3.000000\", \"t5.000000\"]]}");
    write("data/a/x.csv", "timestamp,value\nt1,1\nt2,2\n");
    assertThatThrownBy(() -> new Nab(directory).series())
        .hasMessageContaining("has no value at an end of the window");

    String day = "2026-01-01 00:0";
    write(
        "labels/combined_windows.json",
        "{\"a/x.csv\": [[\"%s1:00.000000\", \"%s2:00.000000\"]]}".formatted(day, day));
    write(
        "data/a/x.csv",
        "timestamp,value\n%s0:00,1\n%s1:00,2.5\n%s2:00,3\n".formatted(day, day, day));
    Series read = new Nab(directory).series().getFirst();
    assertThat(read.value(1)).isEqualTo(2.5);
    assertThat(List.of(read.window(0), read.window(1), read.window(2)))
        .containsExactly(Series.NONE, 0, 0);
  }

  @Test
  void what_is_no_checkout_is_told() {
    assertThatThrownBy(() -> new Nab(directory).series())
        .hasMessageContaining("--data should be a checkout of github.com/numenta/NAB");
  }

  @Test
  void an_isolation_forest_finds_a_spike() {
    IsolationForest forest = new IsolationForest(1);
    double usual = 0;
    for (int i = 0; i < 600; i++) {
      usual = forest.grade(Math.sin(i / 5.0));
    }
    double spike = 0;
    for (int i = 0; i < 16; i++) {
      spike = forest.grade(30);
    }
    assertThat(spike).isGreaterThan(usual);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private static double best(int... alarms) {
    return Sweep.of(List.of(SERIES), grades(alarms), Profile.STANDARD).scoreAt(0.5);
  }

  private static Map<String, double[]> grades(int... alarms) {
    double[] grades = new double[SIZE];
    for (int alarm : alarms) {
      grades[alarm] = 1;
    }
    return Map.of("a/one.csv", grades);
  }
}
