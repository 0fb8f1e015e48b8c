package dev.naosu.forest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.metrics.Grader;
import dev.naosu.detect.metrics.MetricAnomalies;
import dev.naosu.detect.metrics.MetricAnomalies.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutForestTest {
  private static final int BROKEN = 800;

  @Test
  void a_wave_that_stops_is_told_near_its_end_and_nowhere_else() {
    List<Double> grades = grades(new MetricAnomalies(new CutForest(1), Settings.USUAL), true);

    int highest = grades.indexOf(grades.stream().max(Double::compare).orElseThrow());
    assertThat(highest).isBetween(BROKEN, BROKEN + 20);
    assertThat(grades.get(highest)).isGreaterThan(0.5);
    assertThat(grades.subList(300, BROKEN)).allMatch(grade -> grade < 0.5);
  }

  @Test
  void the_same_seed_gives_the_same_grades() {
    assertThat(grades(new CutForest(5), true)).isEqualTo(grades(new CutForest(5), true));
  }

  @Test
  void a_wave_that_goes_on_is_usual() {
    assertThat(
            grades(new MetricAnomalies(new CutForest(1), Settings.USUAL), false)
                .subList(300, 1_000))
        .allMatch(grade -> grade < 0.5);
  }

  private static List<Double> grades(Grader grader, boolean breaks) {
    Random random = new Random(4);
    List<Double> grades = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      double value =
          breaks && i >= BROKEN ? 60 : 10 * Math.sin(i / 6.0) + 50 + random.nextGaussian();
      grades.add(grader.grade(value));
    }
    return grades;
  }
}
