package dev.naosu.bench.tell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresTest {
  @TempDir private Path place;

  @Test
  void scores_are_read_from_what_each_of_the_benches_writes() throws IOException {
    Scores nab =
        Scores.of(
            file(
                """
                {"rows": [
                  {"detector": "median and IQR", "stage": "onsets, fatigue, least effect",
                   "standard": {"score": 1, "heldOut": 1}},
                  {"detector": "random cut forest", "stage": "onsets, fatigue, least effect",
                   "standard": {"score": 65.5, "heldOut": 63.5}, "low FP": {"score": 54.1, "heldOut": 51.9},
                   "low FN": {"score": 71.3, "heldOut": 69.5}}]}
                """));
    assertThat(nab.points()).hasSize(6).containsEntry("nab low FP, held out", 51.9);
    assertThat(Scores.of(file("{\"mean\": {\"ga\": 0.9, \"fga\": 0.8, \"pa\": 0.5}}")).points())
        .containsEntry("loghub ga", 90.0);
  }

  @Test
  void more_than_two_points_less_are_worse_and_so_is_what_is_not_measured_any_more() {
    Scores before = scores(Map.of("a", 65.5, "b", 90.0, "c", 50.0));
    Scores now = scores(Map.of("a", 63.5, "b", 87.9, "d", 1.0));
    assertThat(now.since(before).stream().filter(each -> each.isWorse(2)))
        .extracting(Scores.Compared::name)
        .containsExactly("b", "c");
    assertThat(Scores.table(now.since(before), 2))
        .contains("| b | 90.0 | 87.9 | **worse** |", "| c | 50.0 | not measured | **worse** |")
        .contains("| a | 65.5 | 63.5 | kept |", "| d | not measured | 1.0 | new |");
  }

  @Test
  void what_is_kept_comes_back_and_what_is_none_of_it_is_told() throws IOException {
    Scores kept = scores(Map.of("nab standard", 65.5));
    assertThat(Scores.read(file(kept.json()))).isEqualTo(kept);
    Path other = file("{\"x\": 1}");
    assertThatThrownBy(() -> Scores.of(other)).hasMessageContaining("none of what naosu bench");
    assertThatThrownBy(() -> Scores.read(other)).hasMessageContaining("holds no scores");
  }

  private static Scores scores(Map<String, Double> points) {
    return new Scores(new TreeMap<>(points));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(place.resolve("figures.json"), text);
  }
}
