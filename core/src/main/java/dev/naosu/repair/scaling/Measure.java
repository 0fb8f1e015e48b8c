package dev.naosu.repair.scaling;

/// What is looked at.
///
/// @param vital its name
/// @param words for people
/// @param isShared whether twice the instances halve it, at least about; otherwise nobody knows how
///   many it takes, and one is added or taken away at a time
public record Measure(String vital, String words, boolean isShared, Band band) {
  public static final String CPU = "cpu.used";
  public static final String UNDER_WAY = "requests.underway";
  public static final String LATENCY = "latency.p95";

  /// In percent of what an instance is meant to have.
  public static Measure cpu(Band band) {
    return new Measure(CPU, "CPU in %", true, band);
  }

  /// For each instance.
  public static Measure underWay(Band band) {
    return new Measure(UNDER_WAY, "requests under way at an instance", true, band);
  }

  /// In milliseconds.
  public static Measure latency(Band band) {
    return new Measure(LATENCY, "ms that 95 % of answers stay below", false, band);
  }
}
