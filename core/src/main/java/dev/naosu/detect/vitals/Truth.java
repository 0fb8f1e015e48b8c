package dev.naosu.detect.vitals;

/// Whether something is so. What nobody could measure is unknown, and unknown is never good.
public enum Truth {
  YES,
  NO,
  UNKNOWN;

  public static Truth of(boolean isSo) {
    return isSo ? YES : NO;
  }

  public Truth and(Truth other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : UNKNOWN;
  }
}
