package dev.naosu.learn;

/// What is believed of a share after so many successes and failures, beginning with Jeffreys'
/// prior.
///
/// With the angle θ, the share is sin²θ, and the density over θ is proportional to sin²ᵃθ·cos²ᵇθ
/// with a successes and b failures: smooth everywhere, so that summing it up is exact enough.
///
/// Source: H. Jeffreys, *An Invariant Form for the Prior Probability in Estimation Problems*, Proc.
/// R. Soc. A 186, 1946.
///
/// @param successes at least 0
/// @param failures at least 0
public record Posterior(int successes, int failures) {
  private static final int STEPS = 20_000;

  public Posterior {
    if (successes < 0 || failures < 0) {
      throw new IllegalArgumentException("not " + successes + " and " + failures);
    }
  }

  /// In (0, 1).
  public double mean() {
    return (successes + 0.5) / (successes + failures + 1.0);
  }

  /// The share that is exceeded with this chance.
  ///
  /// @param chance in (0, 1), such as 0.95
  public double exceededWith(double chance) {
    double top = logDensity(Math.asin(Math.sqrt(mode())));
    double all = 0;
    for (int i = 0; i < STEPS; i++) {
      all += Math.exp(logDensity(angle(i)) - top);
    }
    double above = all;
    for (int i = 0; i < STEPS; i++) {
      above -= Math.exp(logDensity(angle(i)) - top);
      if (above <= chance * all) {
        double sine = Math.sin(angle(i));
        return sine * sine;
      }
    }
    return 1;
  }

  private double mode() {
    return successes + failures == 0 ? 0.5 : (double) successes / (successes + failures);
  }

  private static double angle(int step) {
    return (step + 0.5) / STEPS * Math.PI / 2;
  }

  private double logDensity(double angle) {
    return power(successes, Math.sin(angle)) + power(failures, Math.cos(angle));
  }

  private static double power(int count, double base) {
    return count == 0 ? 0 : 2 * count * Math.log(base);
  }
}
