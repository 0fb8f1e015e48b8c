package dev.naosu.telemetry;

import java.util.List;

/// Which labels of an alert say what it is about; the first that an alert has counts.
///
/// @param service not empty
/// @param environment may be empty
/// @param version may be empty
public record AlertLabels(List<String> service, List<String> environment, List<String> version) {
  public AlertLabels {
    service = List.copyOf(service);
    environment = List.copyOf(environment);
    version = List.copyOf(version);
  }

  public static AlertLabels usual() {
    return new AlertLabels(
        List.of("service", "app", "job"), List.of("environment", "env"), List.of("version"));
  }
}
