package dev.naosu.bench.detect;

/// What mistakes cost, as `config/profiles.json` of NAB has it; a hit is worth 1.
public enum Profile {
  STANDARD("standard", 1, 0.11),
  LOW_FALSE_POSITIVES("reward_low_FP_rate", 1, 0.22),
  LOW_FALSE_NEGATIVES("reward_low_FN_rate", 2, 0.11);

  private final String title;
  private final double miss;
  private final double alarm;

  Profile(String title, double miss, double alarm) {
    this.title = title;
    this.miss = miss;
    this.alarm = alarm;
  }

  /// As NAB calls it.
  public String title() {
    return title;
  }

  double miss() {
    return miss;
  }

  double alarm() {
    return alarm;
  }
}
