package dev.naosu.detect.forecast;

/// Student's distribution, to three digits.
///
/// Source: Abramowitz, Stegun, *Handbook of Mathematical Functions*, 7.1.26, 26.2.23, 26.7.5,
/// 26.7.8.
final class Student {
  private Student() {}

  /// Value that a share `p` of the distribution lies below.
  ///
  /// @param p in (0, 1)
  /// @param freedom at least 2
  static double quantile(double p, double freedom) {
    if (p < 0.5) {
      return -quantile(1 - p, freedom);
    }
    double z = normalQuantile(p);
    double z3 = z * z * z;
    double z5 = z3 * z * z;
    return z
        + (z3 + z) / (4 * freedom)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom)
        + (3 * z5 * z * z + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
  }

  /// Share of the distribution below `t`.
  static double below(double t, double freedom) {
    double z = t * (1 - 1 / (4 * freedom)) / Math.sqrt(1 + t * t / (2 * freedom));
    return normalBelow(z);
  }

  static double normalBelow(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + 0.3275911 * x);
    double tail =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
            * Math.exp(-x * x)
            / 2;
    return z < 0 ? tail : 1 - tail;
  }

  /// @param p at least 0.5
  private static double normalQuantile(double p) {
    double t = Math.sqrt(-2 * Math.log(1 - p));
    return t
        - (2.515517 + 0.802853 * t + 0.010328 * t * t)
            / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  }
}
