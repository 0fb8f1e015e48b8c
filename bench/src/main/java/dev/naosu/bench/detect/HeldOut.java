package dev.naosu.bench.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What a detector gets on series that its threshold was not chosen on.
///
/// @param deviation between halves, of one half
record HeldOut(double mean, double deviation) {
  /// Cuts the series into random halves; each gives the other its threshold.
  static HeldOut of(
      List<Series> series, Map<String, double[]> grades, Profile profile, int splits, long seed) {
    Random random = new Random(seed);
    List<Double> scores = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      List<Series> shuffled = new ArrayList<>(series);
      Collections.shuffle(shuffled, random);
      Sweep one = Sweep.of(shuffled.subList(0, shuffled.size() / 2), grades, profile);
      Sweep other =
          Sweep.of(shuffled.subList(shuffled.size() / 2, shuffled.size()), grades, profile);
      scores.add(other.scoreAt(one.best().threshold()));
      scores.add(one.scoreAt(other.best().threshold()));
    }
    double mean = scores.stream().mapToDouble(each -> each).average().orElse(0);
    double variance =
        scores.stream().mapToDouble(each -> (each - mean) * (each - mean)).average().orElse(0);
    return new HeldOut(mean, Math.sqrt(variance));
  }
}
