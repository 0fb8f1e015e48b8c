package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// When the values of a track began to be different, and how clearly they did.
///
/// Cumulated sums over values whose distance from the usual is cut off, so that no single one makes
/// a change; the excursion that rises highest is it. Where it began is the place that splits it
/// best into values like before and values like after.
///
/// Sources: Page, *Continuous Inspection Schemes*, Biometrika 1954 (cumulated sums); Fearnhead and
/// Rigaill, *Changepoint Detection in the Presence of Outliers*, JASA 2019 (why distances are cut
/// off).
///
/// @param at of the first value that is different
/// @param strength height of the excursion; [#CLEAR] and more is no chance
record ChangePoint(Instant at, double strength) {
  /// Earlier than the suspected time it is looked for so long: alarms wait for a value to last.
  static final Duration LOOKED_BACK = Duration.ofMinutes(5);

  /// Later than the suspected time it is looked for so long.
  static final Duration LOOKED_AHEAD = Duration.ofMinutes(2);

  static final double CLEAR = 4;

  private static final int LEAST_USUAL = 4;
  private static final int GOOD_USUAL = 8;

  /// In units of [Scale]; what a value may add at most.
  private static final double MOST = 3;

  /// In units of [Scale]; what is subtracted for each value, so that the usual ups and downs end.
  private static final double DRIFT = 0.6;

  /// @return empty where too few values came before, or none is unusual
  static Optional<ChangePoint> of(Track track, Instant suspected) {
    List<Point> points = track.points();
    int usual = usual(points, suspected);
    if (usual < LEAST_USUAL) {
      return Optional.empty();
    }
    double[] values = points.stream().mapToDouble(Point::value).toArray();
    Scale scale = Scale.of(Arrays.copyOf(values, usual), values);
    int end = before(points, suspected.plus(LOOKED_AHEAD));
    Excursion up = highest(values, scale, usual, end, 1);
    Excursion down = highest(values, scale, usual, end, -1);
    Excursion found = up.height() >= down.height() ? up : down;
    if (found.height() == 0) {
      return Optional.empty();
    }
    int first = split(values, scale.median(), found);
    return Optional.of(new ChangePoint(points.get(first).at(), found.height()));
  }

  boolean isClear() {
    return strength >= CLEAR;
  }

  /// How many of the first values are surely from before.
  private static int usual(List<Point> points, Instant suspected) {
    int early = before(points, suspected.minus(LOOKED_BACK));
    return early >= GOOD_USUAL ? early : Math.max(early, before(points, suspected) / 2);
  }

  private static int before(List<Point> points, Instant time) {
    int count = 0;
    while (count < points.size() && points.get(count).at().isBefore(time)) {
      count++;
    }
    return count;
  }

  /// @param from index of its first value
  /// @param peak index of the value where it is highest
  private record Excursion(int from, int peak, double height) {}

  private static Excursion highest(double[] values, Scale scale, int from, int to, int sign) {
    Excursion highest = new Excursion(from, from, 0);
    double sum = 0;
    int began = from;
    for (int i = from; i < to; i++) {
      if (sum == 0) {
        began = i;
      }
      double distance = Math.clamp(sign * scale.deviation(values[i]), -MOST, MOST);
      sum = Math.max(0, sum + distance - DRIFT);
      if (sum > highest.height()) {
        highest = new Excursion(began, i, sum);
      }
    }
    return highest;
  }

  /// The index that leaves the least distance of the values before it from what was usual, and of
  /// those from it on from what came then.
  private static int split(double[] values, double usual, Excursion found) {
    double changed = Scale.median(Arrays.copyOfRange(values, found.from(), found.peak() + 1));
    double cost = 0;
    for (int i = found.from(); i <= found.peak(); i++) {
      cost += Math.abs(values[i] - changed);
    }
    int best = found.from();
    double least = cost;
    for (int i = found.from(); i < found.peak(); i++) {
      cost += Math.abs(values[i] - usual) - Math.abs(values[i] - changed);
      if (cost < least) {
        least = cost;
        best = i + 1;
      }
    }
    return best;
  }
}
