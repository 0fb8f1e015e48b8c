package dev.naosu.ship.canary;

/// A Poisson distribution, without what is ten standard deviations away.
final class Poisson {
  private final long least;
  private final double[] chances;

  /// Of a count from the same place on, or a larger one.
  private final double[] tails;

  /// @param mean at least 0
  Poisson(double mean) {
    double reach = 10 * Math.sqrt(mean) + 20;
    long middle = (long) mean;
    least = Math.max(0, (long) (mean - reach));
    chances = new double[Math.toIntExact((long) (mean + reach) - least + 1)];
    int mode = Math.toIntExact(middle - least);
    chances[mode] = 1;
    for (int i = mode + 1; i < chances.length; i++) {
      chances[i] = chances[i - 1] * mean / (least + i);
    }
    for (int i = mode; i > 0; i--) {
      chances[i - 1] = chances[i] * (least + i) / mean;
    }
    tails = new double[chances.length + 1];
    for (int i = chances.length - 1; i >= 0; i--) {
      tails[i] = tails[i + 1] + chances[i];
    }
  }

  long least() {
    return least;
  }

  long most() {
    return least + chances.length - 1;
  }

  double chance(long count) {
    return chances[Math.toIntExact(count - least)] / tails[0];
  }

  double chanceOfAtLeast(long count) {
    return count > most() ? 0 : tails[Math.toIntExact(Math.max(0, count - least))] / tails[0];
  }
}
