package dev.naosu.cycle.incident;

/// Runs a cycle for each incident, in this process or in another one that shares the store.
public interface Workflows {
  /// Begins the cycle of an incident; when it was begun before, nothing happens.
  void start(long incident);

  /// Sends a message that the cycle awaits, or will await.
  void send(long incident, String topic, String message);
}
