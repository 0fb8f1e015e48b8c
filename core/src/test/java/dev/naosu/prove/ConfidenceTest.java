package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceTest {
  private static final double[] VALUES = {0, 0.5, 1, 2, 5, 9};

  private static double of(Map<String, Double> features) {
    return Confidence.asFitted().of(new TreeMap<>(features));
  }

  @ParameterizedTest
  @ValueSource(strings = {"failing", "covering", "agreeing", "generators"})
  void what_speaks_for_a_repair_never_lowers_it(String name) {
    for (int i = 1; i < VALUES.length; i++) {
      assertThat(of(Map.of(name, VALUES[i])))
          .isGreaterThanOrEqualTo(of(Map.of(name, VALUES[i - 1])));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"suppressing", "rivals", "passingChanged", "crashes"})
  void what_speaks_against_a_repair_never_raises_it(String name) {
    for (int i = 1; i < VALUES.length; i++) {
      assertThat(of(Map.of(name, VALUES[i]))).isLessThanOrEqualTo(of(Map.of(name, VALUES[i - 1])));
    }
  }

  @Test
  void nothing_makes_it_certain() {
    for (double value : new double[] {-1e9, 1e9}) {
      SortedMap<String, Double> features = new TreeMap<>();
      for (String name : new String[] {"failing", "covering", "rivals", "crashes"}) {
        features.put(name, value);
      }
      assertThat(Confidence.asFitted().of(features)).isBetween(0.02, 0.97);
    }
  }

  @Test
  void a_feature_is_scaled_around_its_mean_and_one_that_is_absent_has_no_say() {
    Properties file = new Properties();
    file.setProperty("intercept", "0");
    file.setProperty("weight.x", "2");
    file.setProperty("mean.x", "5");
    file.setProperty("scale.x", "4");
    Confidence confidence = Confidence.of(file);
    assertThat(confidence.of(new TreeMap<>())).isEqualTo(0.5);
    assertThat(confidence.of(new TreeMap<>(Map.of("x", 5.0, "unknown", 7.0)))).isEqualTo(0.5);
    assertThat(confidence.of(new TreeMap<>(Map.of("x", 7.0)))).isEqualTo(1 / (1 + Math.exp(-1)));
    assertThat(confidence.of(new TreeMap<>(Map.of("x", -1e9))))
        .as("as far out as anything the weights were fitted on")
        .isEqualTo(confidence.of(new TreeMap<>(Map.of("x", -3.0))));
  }

  @Test
  void weights_that_are_no_numbers_are_refused() {
    for (String[] wrong : new String[][] {{"weight.x", "much"}, {"weight.x", "NaN"}}) {
      Properties file = new Properties();
      file.setProperty(wrong[0], wrong[1]);
      assertThatThrownBy(() -> Confidence.of(file)).isInstanceOf(IllegalArgumentException.class);
    }
    Properties flat = new Properties();
    flat.setProperty("weight.x", "1");
    flat.setProperty("scale.x", "0");
    assertThatThrownBy(() -> Confidence.of(flat)).hasMessageContaining("scale.x");
  }
}
