package dev.naosu.ship.canary;

/// Marked requests of two versions in one span, seen as a draw: when the versions are alike, each
/// of the marked ones is as likely to be any of the requests, so how many of them are the new
/// version's is hypergeometric, whatever the rate of marks is and however it changes from span to
/// span.
///
/// When the odds of being marked are larger at the new version by a ratio, it is Fisher's
/// noncentral hypergeometric distribution, and [#logLikelihoodRatio(double)] compares the two. Its
/// expectation is exactly 1 when the versions are alike, and at most 1 when the new one is better:
/// the ratio grows with the count, and the counts of a better one are stochastically smaller.
///
/// Source: R. A. Fisher, *The Logic of Inductive Inference*, JRSS 98, 1935; as a bet that may be
/// repeated, R. J. Turner, A. Ly, P. D. Grünwald, *Generic E-variables for exact sequential
/// k-sample tests that allow for optional stopping*, arXiv 2106.02693.
final class Draw {
  private static final double NEGLIGIBLE = 35;

  private final int smallest;
  private final long found;

  /// Logarithms of the probabilities, from the smallest possible count on, but for a common factor.
  private final double[] weights;

  private final double all;

  /// @param marked of the new version's requests
  /// @param fresh requests of the new version
  /// @param markedOld of the old version's requests
  /// @param old requests of the old version
  Draw(long marked, long fresh, long markedOld, long old) {
    if (marked < 0 || markedOld < 0 || marked > fresh || markedOld > old) {
      throw new IllegalArgumentException(
          "%d of %d and %d of %d cannot be marked".formatted(marked, fresh, markedOld, old));
    }
    long drawn = marked + markedOld;
    smallest = Math.toIntExact(Math.max(0, drawn - old));
    int largest = Math.toIntExact(Math.min(drawn, fresh));
    found = marked;
    weights = new double[largest - smallest + 1];
    for (int i = 1; i < weights.length; i++) {
      long count = smallest + i - 1L;
      double step =
          (double) (fresh - count)
              * (drawn - count)
              / ((double) (count + 1) * (old - drawn + count + 1));
      weights[i] = weights[i - 1] + Math.log(step);
    }
    all = logOfSum(0);
  }

  /// Whether it could have come out one way only, and so says nothing.
  boolean isEmpty() {
    return weights.length == 1;
  }

  /// @param ratio of the odds, above 0
  double logLikelihoodRatio(double ratio) {
    double slope = Math.log(ratio);
    return (found - smallest) * slope - (logOfSum(slope) - all);
  }

  private double logOfSum(double slope) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      most = Math.max(most, weights[i] + i * slope);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double below = weights[i] + i * slope - most;
      if (below > -NEGLIGIBLE) {
        sum += Math.exp(below);
      }
    }
    return most + Math.log(sum);
  }
}
