package dev.naosu.detect.logs;

import java.time.Instant;
import java.util.Arrays;

/// How often something was in each minute of the last hour.
final class Frequency {
  private static final int MINUTES = 60;
  private static final long SECONDS = 60;

  /// Minutes that have to be known before one of them is too much.
  private static final int LEAST_KNOWN = 10;

  /// So many in a minute are never too many.
  private static final int LEAST = 20;

  /// Times what nineteen minutes of twenty hold.
  private static final int SHARPLY = 3;

  private final int[] minutes = new int[MINUTES];
  private int known;
  private long minute = Long.MIN_VALUE;
  private int count;
  private long all;
  private int most = LEAST;

  void add(Instant now) {
    long current = Math.floorDiv(now.getEpochSecond(), SECONDS);
    if (minute == Long.MIN_VALUE) {
      minute = current;
    }
    if (current > minute) {
      turn(current);
    }
    count++;
    all++;
  }

  long all() {
    return all;
  }

  int thisMinute() {
    return count;
  }

  /// When the current minute began.
  Instant minute() {
    return Instant.ofEpochSecond(minute * SECONDS);
  }

  /// Whether this minute has many more than the ones before.
  boolean isMany() {
    return known >= LEAST_KNOWN && count >= most;
  }

  private void turn(long current) {
    for (long i = Math.max(minute, current - MINUTES); i < current; i++) {
      minutes[(int) Math.floorMod(i, (long) MINUTES)] = i == minute ? count : 0;
    }
    known = (int) Math.min(MINUTES, known + current - minute);
    minute = current;
    count = 0;
    int[] sorted = new int[known];
    for (int i = 0; i < known; i++) {
      sorted[i] = minutes[(int) Math.floorMod(current - 1 - i, (long) MINUTES)];
    }
    Arrays.sort(sorted);
    int often = sorted[(int) (0.95 * (known - 1))];
    int median = sorted[known / 2];
    most = (int) Math.max(Math.max(LEAST, SHARPLY * often), median + 6 * Math.sqrt(median));
  }
}
