package dev.naosu.detect.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/// Lets a grade through only when it exceeds every one of the last values: an anomaly is told when
/// it begins and when it gets worse, not once for each of its values.
final class Onsets implements Grader {
  /// A grade that none since has reached.
  private record Peak(long at, double grade) {}

  private final Grader grader;
  private final int silence;
  private final Deque<Peak> peaks = new ArrayDeque<>();
  private long now;

  /// @param silence values after which the same grade is told again
  Onsets(Grader grader, int silence) {
    this.grader = grader;
    this.silence = silence;
  }

  @Override
  public double grade(double value) {
    double grade = grader.grade(value);
    while (!peaks.isEmpty() && peaks.getFirst().at() < now - silence) {
      peaks.removeFirst();
    }
    boolean isHighest = peaks.isEmpty() || grade > peaks.getFirst().grade();
    while (!peaks.isEmpty() && peaks.getLast().grade() <= grade) {
      peaks.removeLast();
    }
    peaks.addLast(new Peak(now, grade));
    now++;
    return isHighest ? grade : 0;
  }
}
