package dev.naosu.cycle;

import java.util.function.Consumer;

/// The healing cycle, from a project with a failing test to an [Outcome].
@FunctionalInterface
public interface Healer {
  /// @param watcher told what happens, on the calling thread or another
  /// @throws InterruptedException when the thread was interrupted; everything is tidied up then
  Outcome heal(HealRequest request, Consumer<HealEvent> watcher) throws InterruptedException;
}
