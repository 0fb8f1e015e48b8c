package dev.naosu.detect.metrics;

/// Makes of grades for values grades that are worth telling: of effects that are large enough, once
/// for each anomaly, and less for a metric that is unusual all the time. All of it looks back only.
///
/// Not safe for use by several threads.
public final class MetricAnomalies implements Grader {
  /// @param silence values after which a grade that was told is told again; 0 for always
  /// @param memory values in which an alarm is remembered
  /// @param belief what each remembered alarm leaves of a grade, in (0, 1]; 1 for all
  /// @param leastEffect distance from the last values' median that matters, in the metric's unit
  /// @param leastShare the same as a share of that median
  public record Settings(
      int silence, int memory, double belief, double leastEffect, double leastShare) {
    public static final Settings USUAL = new Settings(100, 2_000, 0.95, 0, 0.01);

    public Settings {
      if (silence < 0
          || memory < 0
          || !(belief > 0 && belief <= 1)
          || !(leastEffect >= 0)
          || !(leastShare >= 0)) {
        throw new IllegalArgumentException(
            "settings out of range: silence %d, memory %d, belief %s, effect %s, share %s"
                .formatted(silence, memory, belief, leastEffect, leastShare));
      }
    }
  }

  private static final double LEAST_ALARM = 0.3;

  private final Grader grader;

  /// @param grader that has seen nothing yet
  public MetricAnomalies(Grader grader, Settings settings) {
    this.grader =
        new Fatigue(
            new Onsets(
                new LeastEffect(grader, settings.leastEffect(), settings.leastShare()),
                settings.silence()),
            settings.memory(),
            settings.belief(),
            LEAST_ALARM);
  }

  /// The grade to tell; 0 for most values. What is no number teaches nothing.
  @Override
  public double grade(double value) {
    return Double.isFinite(value) ? grader.grade(value) : 0;
  }
}
