package dev.naosu.detect.metrics;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What a metric was like at this hour of the days before, and of the weeks before: a backup every
/// night is nothing unusual. An hour counts once it is known of two days, or of two weeks.
///
/// Of each hour its lowest and its highest value are kept, and the median over the days decides, so
/// that one bad night does not make the next one usual.
final class Season {
  private static final long HOUR = 3_600;
  private static final int DAY = 24;
  private static final int WEEK = 7 * DAY;

  private final Cycle days = new Cycle(DAY, 7);
  private final Cycle weeks = new Cycle(WEEK, 3);

  /// Whether such values were seen at such hours; not what was seen in this very hour.
  boolean expects(Instant at, double value) {
    long hour = Math.floorDiv(at.getEpochSecond(), HOUR);
    return days.expects(hour, value) || weeks.expects(hour, value);
  }

  void add(Instant at, double value) {
    long hour = Math.floorDiv(at.getEpochSecond(), HOUR);
    days.add(hour, value);
    weeks.add(hour, value);
  }

  /// What comes again after so many hours; memory is taken when an hour is first seen.
  private static final class Cycle {
    private static final Extremes[] NONE = {};

    private final int length;
    private final int periods;
    private final Extremes[][] hours;

    /// @param length in hours
    /// @param periods that are remembered
    Cycle(int length, int periods) {
      this.length = length;
      this.periods = periods;
      this.hours = new Extremes[length][];
      Arrays.fill(hours, NONE);
    }

    void add(long hour, double value) {
      int slot = (int) Math.floorMod(hour, (long) length);
      Extremes[] known = hours[slot];
      if (known.length > 0 && known[known.length - 1].hour == hour) {
        known[known.length - 1].add(value);
        return;
      }
      hours[slot] =
          Stream.concat(
                  Stream.of(known).skip(Math.max(0, known.length - periods + 1)),
                  Stream.of(new Extremes(hour, value)))
              .toArray(Extremes[]::new);
    }

    boolean expects(long hour, double value) {
      Extremes[] known = hours[(int) Math.floorMod(hour, (long) length)];
      List<Extremes> before =
          Stream.of(known)
              .filter(each -> each.hour < hour && each.hour >= hour - (long) length * periods)
              .toList();
      if (before.size() < 2) {
        return false;
      }
      double[] lows = before.stream().mapToDouble(each -> each.low).sorted().toArray();
      double[] highs = before.stream().mapToDouble(each -> each.high).sorted().toArray();
      // of an even number the stricter one of the two in the middle
      return (float) value >= lows[lows.length / 2]
          && (float) value <= highs[(highs.length - 1) / 2];
    }
  }

  /// The lowest and the highest value of one hour; small, for there are hundreds of each series.
  private static final class Extremes {
    private final int hour;
    private float low;
    private float high;

    Extremes(long hour, double value) {
      this.hour = (int) hour;
      this.low = (float) value;
      this.high = (float) value;
    }

    void add(double value) {
      low = Math.min(low, (float) value);
      high = Math.max(high, (float) value);
    }
  }
}
