package dev.naosu.app.models;

import dev.naosu.model.BudgetedModel.Temperatures;
import dev.naosu.model.Patience;
import dev.naosu.model.Price;
import dev.naosu.models.Endpoint;
import java.nio.file.Path;
import java.util.Optional;

/// One model as it is configured.
///
/// @param price empty when nobody knows it: then only tokens are counted
public record ConfiguredModel(
    Source source, Optional<Price> price, Temperatures temperatures, Patience patience) {
  /// Where its answers come from.
  public sealed interface Source {
    String name();

    record Asked(Endpoint endpoint) implements Source {
      @Override
      public String name() {
        return endpoint.name();
      }
    }

    /// @param name as it was recorded
    /// @param directory that holds the recording
    record Replayed(String name, Path directory) implements Source {}
  }

  public String name() {
    return source.name();
  }
}
