package dev.naosu.detect.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/// Believes a metric less the more often it was unusual of late: what is unusual every hour is how
/// this metric is.
final class Fatigue implements Grader {
  private final Grader grader;
  private final int memory;
  private final double belief;
  private final double least;
  private final Deque<Long> alarms = new ArrayDeque<>();
  private long now;

  /// @param memory values that are looked back on
  /// @param belief what each alarm among them leaves of a grade, in (0, 1]
  /// @param least grade that counts as an alarm
  Fatigue(Grader grader, int memory, double belief, double least) {
    this.grader = grader;
    this.memory = memory;
    this.belief = belief;
    this.least = least;
  }

  @Override
  public double grade(double value) {
    double grade = grader.grade(value);
    while (!alarms.isEmpty() && alarms.getFirst() < now - memory) {
      alarms.removeFirst();
    }
    double believed = grade * Math.pow(belief, alarms.size());
    if (grade > least) {
      alarms.addLast(now);
    }
    now++;
    return believed;
  }
}
