package dev.naosu.detect.forecast;

import dev.naosu.detect.metrics.Robust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The course of a value: equal steps of time, only what came after the last break.
///
/// A day is one step where the readings reach over weeks. A break is a jump that is far larger than
/// all others, such as a disk that was cleaned; when such jumps come again and again they are the
/// rule, and none of them is a break.
final class Course {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST = 512;
  private static final int FEW_BREAKS = 2;

  /// Each of so many parts is taken to have been down to the floor.
  private static final int FLOORS = 20;

  /// So many times the usual jump is a break.
  private static final double BREAK = 12;

  /// A break is also at least this part of the whole range.
  private static final double RANGE = 0.1;

  /// What a step is worth when it holds several readings.
  enum Fold {
    /// For what must not reach a limit above.
    HIGHEST,
    /// For what goes up and down in each step and matters where it comes back to, as a heap does.
    LOWEST
  }

  private final Instant end;
  private final Duration step;
  private final double[] values;
  private final int known;

  private Course(Instant end, Duration step, double[] values, int known) {
    this.end = end;
    this.step = step;
    this.values = values;
    this.known = known;
  }

  /// @param readings in any order
  static Course of(List<Reading> readings, Fold fold) {
    List<Reading> sorted = new ArrayList<>(readings);
    sorted.sort(Comparator.comparing(Reading::at));
    if (sorted.isEmpty()) {
      return new Course(Instant.EPOCH, MINUTE, new double[0], 0);
    }
    double[] raw = sorted.stream().mapToDouble(Reading::value).toArray();
    // before steps are made of them: what was cleaned a moment ago is not hidden by what was before
    sorted = sorted.subList(afterBreak(raw), raw.length);
    Instant end = sorted.getLast().at();
    Duration step = step(sorted, fold);
    TreeMap<Long, Double> steps = new TreeMap<>();
    for (Reading each : sorted) {
      // counted back from the last reading, so that the last step is a whole one
      long number = -(Duration.between(each.at(), end).toMillis() / step.toMillis());
      steps.merge(number, each.value(), fold == Fold.HIGHEST ? Math::max : Math::min);
    }
    double[] values = filled(steps);
    return new Course(end, step, values, steps.tailMap(1L - values.length).size());
  }

  /// Time of the last step.
  Instant end() {
    return end;
  }

  /// Length of one.
  Duration step() {
    return step;
  }

  /// Oldest first.
  double[] values() {
    return values.clone();
  }

  /// How many there are.
  int count() {
    return values.length;
  }

  /// How many of them were measured; the others lie on the line between their neighbours.
  int known() {
    return known;
  }

  Duration span() {
    return step.multipliedBy(Math.max(0, values.length - 1));
  }

  double last() {
    return values[values.length - 1];
  }

  /// Not shorter than what usually lies between two readings: what was not measured is no
  /// knowledge.
  private static Duration step(List<Reading> sorted, Fold fold) {
    Duration span = Duration.between(sorted.getFirst().at(), sorted.getLast().at());
    double[] gaps = new double[Math.max(1, sorted.size() - 1)];
    for (int i = 1; i < sorted.size(); i++) {
      gaps[i - 1] =
          Duration.between(sorted.get(i - 1).at(), sorted.get(i).at()).toMillis() / 60_000.0;
    }
    Duration usual = Duration.ofMinutes((long) Math.ceil(Robust.median(gaps) - 0.05));
    Duration wanted =
        fold == Fold.LOWEST ? Duration.ofMinutes(span.toMinutes() / FLOORS) : Duration.ZERO;
    return Collections.max(List.of(bySpan(span), usual, wanted));
  }

  private static Duration bySpan(Duration span) {
    if (span.compareTo(Duration.ofDays(21)) >= 0) {
      return Duration.ofDays(1);
    }
    if (span.compareTo(Duration.ofHours(12)) >= 0) {
      return Duration.ofHours(1);
    }
    return span.compareTo(Duration.ofHours(2)) >= 0 ? MINUTE.multipliedBy(5) : MINUTE;
  }

  /// What was not measured lies on the line between its neighbours.
  private static double[] filled(NavigableMap<Long, Double> steps) {
    long first = Math.max(steps.firstKey(), -(MOST - 1));
    double[] values = new double[(int) -first + 1];
    for (int i = 0; i < values.length; i++) {
      long number = first + i;
      var before = steps.floorEntry(number);
      var after = steps.ceilingEntry(number);
      double low = before == null ? after.getValue() : before.getValue();
      double high = after.getValue();
      double part =
          before == null || after.getKey().equals(before.getKey())
              ? 0
              : (double) (number - before.getKey()) / (after.getKey() - before.getKey());
      values[i] = low + part * (high - low);
    }
    return values;
  }

  /// Index of the first value after the last break.
  private static int afterBreak(double[] values) {
    if (values.length < 4) {
      return 0;
    }
    double[] jumps = new double[values.length - 1];
    for (int i = 0; i < jumps.length; i++) {
      jumps[i] = values[i + 1] - values[i];
    }
    double usual = Robust.median(jumps);
    double scale = Robust.deviation(jumps, usual);
    double range = Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    double least = Math.max(BREAK * scale, RANGE * range);
    int count = 0;
    int last = 0;
    for (int i = 0; i < jumps.length; i++) {
      if (Math.abs(jumps[i] - usual) > least) {
        count++;
        last = i + 1;
      }
    }
    return count > FEW_BREAKS ? 0 : last;
  }
}
