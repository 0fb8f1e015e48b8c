package dev.naosu.model;

import java.time.Duration;

/// Where a model runs. It is asked once and does not count what that costs; a [BudgetedModel] does.
public interface Provider {
  /// As configured; the same name is the same model.
  String name();

  /// Asks once. Ends at once when it is interrupted.
  ///
  /// @param limit longest time for all of it
  Attempt attempt(Prompt prompt, Duration limit) throws InterruptedException;
}
