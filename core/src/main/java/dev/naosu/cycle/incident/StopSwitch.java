package dev.naosu.cycle.incident;

/// Holds everything: while it is on, no new action starts anywhere.
public interface StopSwitch {
  /// Whether it is on. When that cannot be found out, it is.
  boolean isOn();

  /// Waits until it is off.
  void awaitOff() throws InterruptedException;
}
