package dev.naosu.cycle.incident;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/// What makes a cycle durable: it may end at any point, and begins again from its first line, in
/// this process or another. Steps that were done then are not done again.
///
/// Code between steps is run again each time, so it only decides, by what the steps said.
public interface Steps {
  /// Does something once and remembers what came of it. When the process ends in the middle, it is
  /// done again: the work must bear that.
  ///
  /// @param name unique within the cycle
  String once(String name, Callable<String> work);

  /// Like [#once(String, Callable)], for work that keeps the whole machine busy: waits until it is
  /// its turn. Others that wait here, or for anything else, hold nobody up.
  String inTurn(String name, Callable<String> work);

  /// Like [#once(String, Callable)], for work that takes long and mostly waits: holds nobody up.
  String aside(String name, Callable<String> work);

  /// Waits for a message to this cycle.
  ///
  /// @param limit counted from the first time it is asked, also across restarts
  /// @return empty when none came in time
  Optional<String> await(String topic, Duration limit);

  /// Waits, also across restarts.
  void sleep(Duration time);
}
