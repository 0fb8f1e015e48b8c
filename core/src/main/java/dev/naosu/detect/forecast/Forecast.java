package dev.naosu.detect.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells when a value reaches a limit.
///
/// @param confidence of the interval, in (0, 1)
/// @param farthest never looks farther ahead
/// @param reach nor farther than so many times what was measured: what holds for a day may not hold
///   for a year
public record Forecast(double confidence, Duration farthest, double reach) {
  /// A value that has to be looked at for a while to be believed.
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  /// Four of five dates lie in the interval, at most a quarter of a year ahead.
  public static Forecast usual() {
    return new Forecast(0.8, Duration.ofDays(90), 4);
  }

  /// Of a value of which the highest of each step counts.
  ///
  /// @param readings in any order
  /// @param limit from below
  public Outlook reaches(List<Reading> readings, double limit) {
    return reaches(Course.of(readings, Course.Fold.HIGHEST), readings.size(), limit);
  }

  /// Of a value that goes up and down all the time, and leaks when the lowest goes up.
  public Outlook floorReaches(List<Reading> readings, double limit) {
    return reaches(Course.of(readings, Course.Fold.LOWEST), readings.size(), limit);
  }

  private Outlook reaches(Course course, int readings, double limit) {
    if (readings == 0) {
      return new Outlook.Unclear("nothing was measured yet");
    }
    if (course.last() >= limit) {
      return new Outlook.Over(course.last());
    }
    Optional<Trend> found = Trend.of(course);
    if (found.isEmpty() || course.span().compareTo(SHORTEST) < 0) {
      return new Outlook.Unclear(
          course.known() < readings && readings >= Trend.LEAST_STEPS
              ? "it was changed by force a short while ago, and too little was measured since; ask"
                  + " again in "
                  + words(wanted(course))
              : readings
                  + (readings == 1 ? " measurement" : " measurements")
                  + " over "
                  + words(course.span())
                  + " say nothing of a trend; it needs "
                  + Trend.LEAST_STEPS
                  + " over at least "
                  + words(SHORTEST));
    }
    Trend trend = found.get();
    Duration within = within(course);
    int steps = (int) Math.max(1, within.toSeconds() / course.step().toSeconds());
    double[] reached = trend.reached(limit, steps);
    double chance = reached[steps - 1];
    Optional<Instant> likely = first(course, reached, 0.5);
    return likely.isPresent()
        ? new Outlook.Reached(
            first(course, reached, (1 - confidence) / 2).orElse(likely.get()),
            likely.get(),
            first(course, reached, (1 + confidence) / 2),
            chance,
            trend.perDay())
        : new Outlook.NotWithin(within, 1 - chance, trend.perDay());
  }

  /// When it has been reached with that probability.
  private static Optional<Instant> first(Course course, double[] reached, double share) {
    for (int i = 0; i < reached.length; i++) {
      if (reached[i] >= share) {
        return Optional.of(course.end().plus(course.step().multipliedBy(i + 1L)));
      }
    }
    return Optional.empty();
  }

  private Duration within(Course course) {
    Duration far = Duration.ofSeconds(Math.round(course.span().toSeconds() * reach));
    return far.compareTo(farthest) < 0 ? far : farthest;
  }

  private static Duration wanted(Course course) {
    return course.step().multipliedBy(Math.max(1, Trend.LEAST_STEPS - course.count()));
  }

  /// `3 days`, `5 h`, `10 min`.
  static String words(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    return time.toHours() >= 2 ? time.toHours() + " h" : time.toMinutes() + " min";
  }
}
