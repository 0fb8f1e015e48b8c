package dev.naosu.durable;

import dev.naosu.cycle.incident.Steps;

/// What is done for each incident.
@FunctionalInterface
public interface Body {
  /// Run again from its first line whenever its process has ended, or another build of naosu has
  /// taken over: what differs from the steps that are remembered is done anew.
  ///
  /// @throws InterruptedException when the process ends
  void run(long incident, Steps steps) throws InterruptedException;
}
