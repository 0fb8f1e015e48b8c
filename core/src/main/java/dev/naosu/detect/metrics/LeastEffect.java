package dev.naosu.detect.metrics;

/// Lets no grade through for a value that hardly differs from what was usual before. In a metric
/// that is nearly constant every small step is unusual, and none matters.
final class LeastEffect implements Grader {
  private static final int WINDOW = 256;

  private final Grader grader;
  private final double absolute;
  private final double share;
  private final RecentValues recent = new RecentValues(WINDOW);

  /// @param absolute in the metric's unit
  /// @param share of the median of the last values
  LeastEffect(Grader grader, double absolute, double share) {
    this.grader = grader;
    this.absolute = absolute;
    this.share = share;
  }

  @Override
  public double grade(double value) {
    double grade = grader.grade(value);
    boolean isLarge = recent.size() > 0 && isLarge(value, recent.quantile(0.5));
    recent.add(value);
    return isLarge ? grade : 0;
  }

  private boolean isLarge(double value, double usual) {
    return Math.abs(value - usual) >= Math.max(absolute, share * Math.abs(usual));
  }
}
