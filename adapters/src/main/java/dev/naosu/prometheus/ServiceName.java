package dev.naosu.prometheus;

import java.util.Map;
import java.util.Optional;

/// How it is known which service a series is about.
public sealed interface ServiceName {
  /// Empty when these labels do not tell.
  Optional<String> of(Map<String, String> labels);

  /// It is written in the rule.
  record Fixed(String name) implements ServiceName {
    @Override
    public Optional<String> of(Map<String, String> labels) {
      return Optional.of(name);
    }
  }

  /// A label of the series holds it.
  record InLabel(String label) implements ServiceName {
    @Override
    public Optional<String> of(Map<String, String> labels) {
      return Optional.ofNullable(labels.get(label)).filter(name -> !name.isBlank());
    }
  }
}
