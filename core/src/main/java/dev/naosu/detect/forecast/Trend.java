package dev.naosu.detect.forecast;

import dev.naosu.detect.metrics.Robust;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A robust line through what was measured, and how far it can be trusted ahead.
///
/// The slope is the median of all slopes between two steps. What goes up and down with the hours of
/// the day is taken out first. What is left around the line either comes back to it, as what is
/// measured badly does, or wanders off, as a disk does that is filled in fits and starts: a unit
/// root that cannot be excluded is taken for one. Both know when a limit is reached first: for what
/// comes back as the product over the steps, for what wanders as the inverse Gaussian distribution,
/// each mixed over the slopes that are possible.
///
/// Sources: Sen 1968; Dickey, Fuller, *Distribution of the Estimators for Autoregressive Time
/// Series with a Unit Root*, JASA 1979 (table 8.5.1 of Fuller 1976: 10 % at -17.5); Chhikara,
/// Folks, *The Inverse Gaussian Distribution*, 1989.
public final class Trend {
  /// Steps that a line needs.
  static final int LEAST_STEPS = 8;

  private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();
  private static final int HOURS = 24;
  private static final int SEASON_DAYS = 3;

  /// Part of what is around the line that the hours of the day must explain.
  private static final double SEASONAL = 0.3;

  /// Of steps times one minus autocorrelation: below, it may wander for ever.
  private static final double UNIT_ROOT = 17.5;

  /// Slopes that the distribution of the slope is made of.
  private static final int SLOPES = 25;

  private final Course course;
  private final double[] season;
  private final double slope;
  private final double level;
  private final double rest;
  private final double persistence;
  private final double innovation;
  private final double[] slopes;
  private final double slopeDeviation;
  private final double freedom;

  private Trend(Course course) {
    this.course = course;
    int n = course.count();
    season = season(course);
    double[] values = course.values();
    for (int i = 0; i < n; i++) {
      values[i] -= season[Math.floorMod(i, season.length)];
    }
    double line = Robust.slope(values);
    double[] rests = rests(values, line);
    double found = persistence(rests);
    boolean wanders = n * (1 - found) < UNIT_ROOT && around(rests, n) > 0;
    persistence = wanders ? 1 : corrected(found, n);
    slope = wanders ? (values[n - 1] - values[0]) / (n - 1) : line;
    rest = wanders ? 0 : rests[n - 1];
    level = values[n - 1] - rest;
    double sum = 0;
    for (int i = 1; i < n; i++) {
      double fresh =
          wanders ? values[i] - values[i - 1] - slope : rests[i] - persistence * rests[i - 1];
      sum += fresh * fresh;
    }
    innovation = sum / Math.max(1, n - 3.0);
    double returning =
        12 * around(rests, n) * (1 + persistence) / (1 - persistence) / ((double) n * n * n);
    slopeDeviation = Math.sqrt(wanders ? innovation / (n - 1) : returning);
    freedom = Math.max(3, (n - 2) * (1 - 0.5 * persistence));
    slopes = new double[SLOPES];
    for (int i = 0; i < SLOPES; i++) {
      slopes[i] = slope + slopeDeviation * Student.quantile((i + 0.5) / SLOPES, freedom);
    }
  }

  /// Empty where there is too little to draw a line through.
  static Optional<Trend> of(Course course) {
    return course.known() < LEAST_STEPS ? Optional.empty() : Optional.of(new Trend(course));
  }

  /// Of the highest value of each step; empty where there is too little.
  public static Optional<Trend> of(List<Reading> readings) {
    return of(Course.of(readings, Course.Fold.HIGHEST));
  }

  /// Growth in a day; negative when it falls.
  public double perDay() {
    return slope / course.step().toSeconds() * DAY_SECONDS;
  }

  /// How sure it is that it rises, in [0, 1].
  public double rises() {
    if (slopeDeviation == 0) {
      return slope > 0 ? 1 : slope < 0 ? 0 : 0.5;
    }
    return Student.below(slope / slopeDeviation, freedom);
  }

  /// What it is now, on the line.
  public double level() {
    return level;
  }

  /// What it was on the line at the first step.
  public double begin() {
    return level - slope * (course.count() - 1);
  }

  /// How long it was like that.
  public Duration span() {
    return course.span();
  }

  /// Time of the last step.
  public Instant end() {
    return course.end();
  }

  /// How likely a limit has been reached after each of the coming steps, the first is one step
  /// ahead.
  ///
  /// @param steps how many
  double[] reached(double limit, int steps) {
    double[] share = new double[steps];
    double peak = Arrays.stream(season).max().orElse(0);
    int n = course.count();
    for (double each : slopes) {
      double survived = 1;
      for (int i = 0; i < steps; i++) {
        double ahead = i + 1.0;
        if (persistence >= 1) {
          share[i] += wandered(limit - peak - level, each, ahead) / SLOPES;
        } else {
          double below = below(limit - season[(n + i) % season.length], each, ahead);
          survived = Math.min(survived * Math.pow(below, 1 - persistence), below);
          share[i] += (1 - survived) / SLOPES;
        }
      }
    }
    for (int i = 0; i < steps; i++) {
      // parts of one may add up to a little more
      share[i] = Math.min(1, i == 0 ? share[i] : Math.max(share[i], share[i - 1]));
    }
    return share;
  }

  /// That what comes back to the line is below the limit at one step.
  private double below(double limit, double slopeThen, double ahead) {
    double lever = ahead + (course.count() - 1) / 2.0;
    double middle =
        level + slope * ahead + (slopeThen - slope) * lever + rest * Math.pow(persistence, ahead);
    double variance =
        innovation * (1 - Math.pow(persistence, 2 * ahead)) / (1 - persistence * persistence);
    return variance == 0
        ? (middle < limit ? 1 : 0)
        : Student.normalBelow((limit - middle) / Math.sqrt(variance));
  }

  /// That what wanders was at the distance once.
  private double wandered(double distance, double drift, double ahead) {
    double spread = Math.sqrt(innovation * ahead);
    double mirrored = 2 * drift * distance / innovation;
    double far = Student.normalBelow((-distance - drift * ahead) / spread);
    double second = far == 0 ? 0 : Math.exp(Math.min(700, mirrored + Math.log(far)));
    return Math.clamp(Student.normalBelow((drift * ahead - distance) / spread) + second, 0, 1);
  }

  private static double[] rests(double[] values, double slope) {
    double[] rests = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      rests[i] = values[i] - slope * i;
    }
    double begin = Robust.median(rests);
    for (int i = 0; i < values.length; i++) {
      rests[i] -= begin;
    }
    return rests;
  }

  /// Variance around the line.
  private static double around(double[] rests, int n) {
    double square = 0;
    for (double each : rests) {
      square += each * each;
    }
    return square / Math.max(1, n - 3.0);
  }

  private static double persistence(double[] rests) {
    double product = 0;
    double square = 0;
    for (int i = 1; i < rests.length; i++) {
      product += rests[i] * rests[i - 1];
      square += rests[i - 1] * rests[i - 1];
    }
    return square == 0 ? 0 : product / square;
  }

  /// Short series around a line of their own look as if they came back faster than they do.
  ///
  /// Source: Orcutt, Winokur, *First Order Autoregression*, Econometrica 1969.
  private static double corrected(double found, int n) {
    return found <= 0 ? 0 : Math.min(0.99, found + (2 + 4 * found) / n);
  }

  /// What the hours of the day add, for each of them; one zero where they add nothing, or nobody
  /// can tell yet.
  private static double[] season(Course course) {
    double[] none = {0};
    int n = course.count();
    if (!course.step().equals(Duration.ofHours(1)) || n < SEASON_DAYS * HOURS) {
      return none;
    }
    double[] rests = rests(course.values(), Robust.slope(course.values()));
    double[] season = new double[HOURS];
    for (int hour = 0; hour < HOURS; hour++) {
      double[] same = new double[(n - hour + HOURS - 1) / HOURS];
      for (int i = 0; i < same.length; i++) {
        same[i] = rests[hour + i * HOURS];
      }
      season[hour] = Robust.median(same);
    }
    double[] left = rests.clone();
    for (int i = 0; i < n; i++) {
      left[i] -= season[i % HOURS];
    }
    return around(left, n) < (1 - SEASONAL) * around(rests, n) && repeats(rests) ? season : none;
  }

  /// Whether one day is like the next.
  private static boolean repeats(double[] rests) {
    double product = 0;
    double square = 0;
    for (int i = HOURS; i < rests.length; i++) {
      product += rests[i] * rests[i - HOURS];
      square += rests[i] * rests[i];
    }
    return square > 0 && product / square > 0.5;
  }
}
