package dev.naosu.detect.metrics;

/// How far a value lies from the median of those before it, in interquartile ranges. A few
/// anomalies among them change neither; the order of time says nothing to it.
public final class RobustDeviation implements Grader {
  private static final int LEAST = 32;

  /// This many interquartile ranges away is graded one half: about four standard deviations of a
  /// normal distribution.
  private static final double HALF = 3;

  /// Of the whole range: what keeps a metric that hardly ever moves from having no scale.
  private static final double LEAST_SCALE = 0.02;

  private final RecentValues recent;

  /// @param window values that are looked back on
  public RobustDeviation(int window) {
    recent = new RecentValues(window);
  }

  /// Of the values so far; NaN before the first.
  double median() {
    return recent.size() == 0 ? Double.NaN : recent.quantile(0.5);
  }

  @Override
  public double grade(double value) {
    double grade = recent.size() < LEAST ? 0 : graded(value);
    recent.add(value);
    return grade;
  }

  private double graded(double value) {
    double distance = Math.abs(value - recent.quantile(0.5));
    double scale =
        Math.max(
            recent.quantile(0.75) - recent.quantile(0.25),
            LEAST_SCALE * (recent.quantile(1) - recent.quantile(0)));
    if (distance == 0) {
      return 0;
    }
    return distance / (distance + HALF * scale);
  }
}
