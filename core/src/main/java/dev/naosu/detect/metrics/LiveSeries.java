package dev.naosu.detect.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One series while its samples come in: makes points of a regular step of them, remembers the last
/// and grades each.
final class LiveSeries {
  private static final int WINDOW = 256;

  /// A sum is taken to have come together in no longer than this.
  private static final long LONGEST_SECONDS = 300;

  private final Series series;
  private final Meaning meaning;
  private final long stepSeconds;
  private final PointRing points;
  private final Optional<Season> season;
  private final RobustDeviation deviation = new RobustDeviation(WINDOW);
  private final Optional<Grader> forest;
  private final Grader telling;

  /// What the deviation or the forest says of the value that is being graded.
  private double opinion;

  private long bucket = Long.MIN_VALUE;
  private double sum;
  private double spanSeconds;
  private int count;

  private Instant last = Instant.MIN;
  private double lastValue;
  private Instant touched;

  /// @param forest that has seen nothing yet; empty where the deviation has to do
  LiveSeries(Series series, Tracks.Limits limits, Optional<Grader> forest, Instant now) {
    this.series = series;
    this.meaning = Meaning.of(series);
    this.stepSeconds = limits.step().toSeconds();
    this.points = new PointRing(limits.points());
    this.forest = forest;
    this.season = meaning.isTelling() ? Optional.of(new Season()) : Optional.empty();
    this.telling = new MetricAnomalies(_ -> opinion, MetricAnomalies.Settings.USUAL);
    this.touched = now;
  }

  Series series() {
    return series;
  }

  boolean hasForest() {
    return forest.isPresent();
  }

  /// When a sample of it last came in.
  Instant touched() {
    return touched;
  }

  List<Track.Point> between(Instant from, Instant to) {
    return points.between(from, to);
  }

  /// @return the point before, when this sample begins a new one
  Optional<Reading> add(Instant at, double value, Instant now) {
    touched = now;
    // a clock that runs ahead is not believed
    Instant when = at.isAfter(now) ? now : at;
    boolean isLate = !when.isAfter(last);
    if (isLate && (series.shape() != Series.Shape.DELTA || when.equals(last))) {
      return Optional.empty();
    }
    long belongs = Math.floorDiv(when.getEpochSecond(), stepSeconds);
    Optional<Reading> before = belongs > bucket ? close() : Optional.empty();
    bucket = Math.max(bucket, belongs);
    switch (series.shape()) {
      case GAUGE -> {
        sum += value;
        count++;
      }
      case DELTA -> {
        sum += value;
        spanSeconds += isLate ? 0 : sinceLast(when, stepSeconds);
        count++;
      }
      case COUNTER -> {
        if (!last.equals(Instant.MIN)) {
          // less than before: the program began anew, and counted from nothing
          sum += value >= lastValue ? value - lastValue : value;
          spanSeconds += Duration.between(last, when).toMillis() / 1000.0;
          count++;
        }
        lastValue = value;
      }
    }
    last = isLate ? last : when;
    return before;
  }

  /// The point that is complete because its time is over.
  Optional<Reading> flush(Instant now) {
    return count > 0 && (bucket + 1) * stepSeconds <= now.getEpochSecond()
        ? close()
        : Optional.empty();
  }

  /// A point that was worked out elsewhere.
  Reading put(Track.Point point, double growth, Instant now) {
    touched = now;
    points.add(point.at(), point.value());
    boolean isExpected = season.filter(each -> each.expects(point.at(), point.value())).isPresent();
    season.ifPresent(each -> each.add(point.at(), point.value()));
    double usual = deviation.median();
    double deviates = deviation.grade(point.value());
    opinion = forest.map(each -> Math.max(deviates, each.grade(point.value()))).orElse(deviates);
    double grade = telling.grade(point.value());
    return new Reading(
        series, meaning, point, growth, isExpected ? 0 : grade, isExpected ? 0 : deviates, usual);
  }

  private double sinceLast(Instant when, long otherwise) {
    return last.equals(Instant.MIN)
        ? otherwise
        : Math.min(LONGEST_SECONDS, Duration.between(last, when).toMillis() / 1000.0);
  }

  private Optional<Reading> close() {
    if (count == 0) {
      return Optional.empty();
    }
    Instant at = Instant.ofEpochSecond(bucket * stepSeconds);
    boolean isGauge = series.shape() == Series.Shape.GAUGE;
    double value = isGauge ? sum / count : sum / Math.max(spanSeconds, 0.001);
    double growth = isGauge ? 0 : sum;
    sum = 0;
    spanSeconds = 0;
    count = 0;
    return Double.isFinite(value)
        ? Optional.of(put(new Track.Point(at, value), growth, touched))
        : Optional.empty();
  }
}
