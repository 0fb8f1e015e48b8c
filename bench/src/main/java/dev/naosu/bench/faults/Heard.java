package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the services of one market told of themselves.
final class Heard {
  private final Map<Series, List<Point>> points = new LinkedHashMap<>();

  synchronized void add(List<Sample> samples) {
    for (Sample sample : samples) {
      points
          .computeIfAbsent(sample.series(), _ -> new ArrayList<>())
          .add(new Point(sample.at(), sample.value()));
    }
  }

  /// @param from inclusive
  synchronized List<Track> since(Instant from) {
    List<Track> tracks = new ArrayList<>();
    points.forEach(
        (series, all) -> {
          List<Point> sorted =
              all.stream().sorted(Comparator.comparing(Point::at)).distinct().toList();
          List<Point> values = series.shape() == Shape.COUNTER ? growth(sorted) : sorted;
          List<Point> kept = values.stream().filter(point -> !point.at().isBefore(from)).toList();
          if (!kept.isEmpty()) {
            tracks.add(new Track(series, kept));
          }
        });
    return tracks;
  }

  /// Per second; none where a program began anew.
  private static List<Point> growth(List<Point> sums) {
    List<Point> growth = new ArrayList<>();
    for (int i = 1; i < sums.size(); i++) {
      Point before = sums.get(i - 1);
      Point now = sums.get(i);
      double seconds = Duration.between(before.at(), now.at()).toNanos() / 1e9;
      if (seconds > 0 && now.value() >= before.value()) {
        growth.add(new Point(now.at(), (now.value() - before.value()) / seconds));
      }
    }
    return growth;
  }
}
