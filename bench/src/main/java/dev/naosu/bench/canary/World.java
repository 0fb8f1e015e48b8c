package dev.naosu.bench.canary;

import java.util.Locale;

/// A service with a new version of which everybody knows how much worse it is.
///
/// @param requestsPerSecond on average over a day
/// @param errorShare of the old version, on average, without bursts
/// @param errorRatio how many times as often the new one fails; 1 when it is no worse
/// @param slower how many times as long the new one takes
/// @param stuck share of the new one's requests that take half a second more
record World(
    double requestsPerSecond, double errorShare, double errorRatio, double slower, double stuck) {
  static World same(double requestsPerSecond, double errorShare) {
    return new World(requestsPerSecond, errorShare, 1, 1, 0);
  }

  static World failing(double requestsPerSecond, double errorShare, double ratio) {
    return new World(requestsPerSecond, errorShare, ratio, 1, 0);
  }

  static World slow(double requestsPerSecond, double errorShare, double slower) {
    return new World(requestsPerSecond, errorShare, 1, slower, 0);
  }

  static World stuck(double requestsPerSecond, double errorShare, double share) {
    return new World(requestsPerSecond, errorShare, 1, 1, share);
  }

  boolean isSame() {
    return errorRatio == 1 && slower == 1 && stuck == 0;
  }

  /// What is worse about the new version.
  String effect() {
    if (errorRatio != 1) {
      return String.format(Locale.ROOT, "%.0f times the errors", errorRatio);
    }
    if (slower != 1) {
      return String.format(Locale.ROOT, "%.2g times the latency", slower);
    }
    return stuck > 0
        ? String.format(Locale.ROOT, "%.0f %% take half a second more", 100 * stuck)
        : "nothing";
  }
}
