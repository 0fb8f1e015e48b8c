package dev.naosu.bench.tell;

import java.util.ArrayList;
import java.util.List;

/// From values to places on an axis.
///
/// @param logarithmic whether equal distances are equal factors; `from` is positive then
/// @param start where `from` is drawn
/// @param end where `to` is drawn
record Scale(double from, double to, boolean logarithmic, double start, double end) {
  private static final double[] STEPS = {1, 2, 5};

  Scale {
    if (!(from < to) || (logarithmic && from <= 0)) {
      throw new IllegalArgumentException("no axis from " + from + " to " + to);
    }
  }

  static Scale linear(double from, double to, double start, double end) {
    return new Scale(from, to, false, start, end);
  }

  /// From the round number below the least value to the one above the greatest.
  static Scale logarithmic(double least, double greatest, double start, double end) {
    double from = Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, least))));
    double to = Math.pow(10, Math.ceil(Math.log10(Math.max(from * 1.01, greatest))));
    return new Scale(from, to, true, start, end);
  }

  double at(double value) {
    double share =
        logarithmic
            ? (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))
            : (value - from) / (to - from);
    return start + Math.clamp(share, 0.0, 1.0) * (end - start);
  }

  /// Round values to write at the axis, about five of them.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double power = from; power <= to * 1.001; power *= 10) {
        ticks.add(power);
      }
      return ticks;
    }
    double step = step((to - from) / 5);
    for (double tick = Math.ceil(from / step) * step; tick <= to + step / 1000; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double step : STEPS) {
      if (step * power >= least * 0.999) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
