package dev.naosu.durable;

/// Where a cycle queues. It changes lanes by ending and being begun again.
enum Lane {
  /// Cycles that wait or do small things; a process takes as many as there are.
  LIGHT("naosu-light"),
  /// Cycles that keep the whole machine busy; a process takes so many at a time.
  HEAVY("naosu-heavy");

  private final String queue;

  Lane(String queue) {
    this.queue = queue;
  }

  String queue() {
    return queue;
  }

  static Lane of(String queue) {
    return queue.equals(HEAVY.queue) ? HEAVY : LIGHT;
  }
}
