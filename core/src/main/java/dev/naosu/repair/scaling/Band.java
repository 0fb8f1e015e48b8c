package dev.naosu.repair.scaling;

/// Between what a value may be without anything being changed. The gap keeps a fleet from going out
/// and in by turns.
///
/// @param in below it there are too many instances
/// @param out above it there are too few
public record Band(double in, double out) {
  public Band {
    if (!(0 <= in && in < out && Double.isFinite(out))) {
      throw new IllegalArgumentException("out is above in, not " + in + " and " + out);
    }
  }

  /// Where a change aims at, so that the next one is far.
  double middle() {
    return (in + out) / 2;
  }
}
