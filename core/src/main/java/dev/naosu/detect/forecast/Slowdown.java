package dev.naosu.detect.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// How a statement's mean time went, from what a database has counted at several times.
///
/// @param before mean time at the beginning, in milliseconds, on the line
/// @param now the same at the end
/// @param confidence that it gets slower at all, in [0, 1]
/// @param callsPerDay how often it is asked
public record Slowdown(double before, double now, double confidence, double callsPerDay) {
  private static final double DAY_MILLIS = 86_400_000;

  /// How many times slower it is.
  public double factor() {
    return before > 0 ? now / before : 1;
  }

  /// Empty where too little was counted. A database that began to count anew is seen by its sums
  /// that fall, and that part is left out.
  ///
  /// @param calls how often it was asked so far
  /// @param millis how long that took so far
  public static Optional<Slowdown> of(List<Reading> calls, List<Reading> millis) {
    TreeMap<Instant, Double> times = new TreeMap<>();
    millis.forEach(each -> times.put(each.at(), each.value()));
    List<Reading> means = new ArrayList<>();
    double asked = 0;
    long covered = 0;
    for (int i = 1; i < calls.size(); i++) {
      Reading last = calls.get(i - 1);
      Reading next = calls.get(i);
      Double from = times.get(last.at());
      Double to = times.get(next.at());
      double count = next.value() - last.value();
      if (from != null && to != null && count > 0 && to >= from) {
        // ratios of times are what grows or does not
        means.add(new Reading(next.at(), Math.log(Math.max(1e-4, (to - from) / count))));
        asked += count;
        covered += next.at().toEpochMilli() - last.at().toEpochMilli();
      }
    }
    double perDay = covered == 0 ? 0 : asked / covered * DAY_MILLIS;
    return Trend.of(Course.of(means, Course.Fold.HIGHEST))
        .map(
            trend ->
                new Slowdown(
                    Math.exp(trend.begin()), Math.exp(trend.level()), trend.rises(), perDay));
  }
}
