package dev.naosu.bench.detect;

import java.util.List;

/// One metric of NAB: its values, and what an alarm at each of them is worth.
final class Series {
  private static final double PROBATION = 0.15;
  private static final int MOST_PROBATION = 5_000;
  private static final double FAR = 3;

  /// Not in a window.
  static final int NONE = -1;

  private final String name;
  private final double[] values;
  private final int[] windows;
  private final double[] worth;
  private final int windowCount;

  /// First and last value of an anomaly, both of it.
  record Window(int first, int last) {}

  /// @param anomalies in their order, not overlapping
  Series(String name, double[] values, List<Window> anomalies) {
    this.name = name;
    this.values = values.clone();
    windows = new int[values.length];
    worth = new double[values.length];
    windowCount = anomalies.size();
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      if (next < anomalies.size() && i > anomalies.get(next).last()) {
        next++;
      }
      boolean isInside = next < anomalies.size() && i >= anomalies.get(next).first();
      windows[i] = isInside ? next : NONE;
      if (isInside) {
        Window window = anomalies.get(next);
        double width = window.last() - window.first() + 1.0;
        worth[i] = scaled(-(window.last() - i + 1) / width) / scaled(-1);
      } else {
        worth[i] = next == 0 ? -1 : past(anomalies.get(next - 1), i);
      }
    }
  }

  private static double past(Window before, int at) {
    return scaled((at - before.last()) / (double) (before.last() - before.first()));
  }

  /// Source: `scaledSigmoid` of NAB's `nab/sweeper.py`.
  private static double scaled(double position) {
    return position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }

  String name() {
    return name;
  }

  int size() {
    return values.length;
  }

  double value(int at) {
    return values[at];
  }

  /// The anomaly that a value is in, or [#NONE].
  int window(int at) {
    return windows[at];
  }

  /// Of an alarm there: up to 1 in a window, down to -1 elsewhere.
  double worth(int at) {
    return worth[at];
  }

  int windowCount() {
    return windowCount;
  }

  /// The first value that is scored.
  int start() {
    return (int)
        Math.ceil(Math.min(Math.floor(PROBATION * values.length), PROBATION * MOST_PROBATION));
  }
}
