package dev.naosu.detect.watch;

import dev.naosu.detect.Signal;
import java.util.List;

/// Where what was read from services is brought.
@FunctionalInterface
public interface Receiver {
  /// When this returns, the signals and the troubles that showed in the rest are kept: what they
  /// were read from may go on behind them. When it throws, bring them again.
  void receive(List<Signal> signals, Observed observed);
}
