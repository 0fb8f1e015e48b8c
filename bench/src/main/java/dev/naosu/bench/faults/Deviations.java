package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Ranks metrics by how far they go above what they were before a time that is given, and believes
/// that time: what is simple, and hard to beat where the time is right.
///
/// As `RCAEval/e2e/baro.py` of github.com/phamquiluan/RCAEval does it, in its preparation of the
/// data too: a metric that is constant before or after is left out, a scale of 0 counts as 1, and
/// only what rises has a high score.
final class Deviations implements Ranking {
  private final Usual usual;

  private Deviations(Usual usual) {
    this.usual = usual;
  }

  private record Scale(double middle, double unit) {}

  @FunctionalInterface
  private interface Usual {
    Scale of(double[] before);
  }

  /// In interquartile ranges from the median.
  ///
  /// Source: Pham, Ha, Zhang, *BARO: Robust Root Cause Analysis for Microservices via Multivariate
  /// Bayesian Online Change Point Detection*, FSE 2024, its part that ranks.
  static Ranking baro() {
    return new Deviations(
        before -> {
          double[] sorted = before.clone();
          Arrays.sort(sorted);
          return new Scale(quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25));
        });
  }

  /// In standard deviations from the mean.
  static Ranking sigmas() {
    return new Deviations(
        before -> {
          double mean = Arrays.stream(before).average().orElse(0);
          double variance =
              Arrays.stream(before).map(each -> (each - mean) * (each - mean)).average().orElse(0);
          return new Scale(mean, Math.sqrt(variance));
        });
  }

  private record Scored(Series series, double score) {}

  @Override
  public Answer rank(List<Track> tracks, Instant suspected) {
    List<Scored> scored = new ArrayList<>();
    for (Track column : tracks) {
      double[] before = values(column, suspected, true);
      double[] after = values(column, suspected, false);
      if (isConstant(before) || isConstant(after)) {
        continue;
      }
      Scale scale = usual.of(before);
      double unit = scale.unit() == 0 ? 1 : scale.unit();
      double highest = Arrays.stream(after).max().orElse(0);
      scored.add(new Scored(column.series(), (highest - scale.middle()) / unit));
    }
    scored.sort(Comparator.comparingDouble(Scored::score).reversed());
    return Answer.of(scored.stream().map(Scored::series).toList());
  }

  private static double[] values(Track track, Instant suspected, boolean isBefore) {
    return track.points().stream()
        .filter(point -> point.at().isBefore(suspected) == isBefore)
        .mapToDouble(Point::value)
        .toArray();
  }

  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).distinct().count() < 2;
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
