package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/// Values on their way into [Vitals].
final class Readings {
  private final SortedMap<String, Double> values = new TreeMap<>();

  void put(String vital, double value) {
    values.put(vital, value);
  }

  void put(String vital, boolean isSo) {
    values.put(vital, isSo ? 1.0 : 0.0);
  }

  /// A part of a whole, in percent; nothing where there is no whole.
  void share(String vital, double part, double whole) {
    if (whole > 0) {
      put(vital, 100 * part / whole);
    }
  }

  Vitals of(Target target, Instant at) {
    return new Vitals(target, at, values);
  }
}
