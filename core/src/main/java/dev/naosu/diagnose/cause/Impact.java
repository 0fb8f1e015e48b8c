package dev.naosu.diagnose.cause;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who and what is hit.
///
/// @param services that are unwell, the incident's own first
/// @param operations of the incident's service that failed, most frequent first; empty when unknown
/// @param share of its requests that failed since, in [0, 1]; empty when nobody counts them
/// @param since when it began, estimated anew
/// @param firstVersion the first version it was seen in; empty when unknown
public record Impact(
    List<String> services,
    List<String> operations,
    Optional<Double> share,
    Instant since,
    String firstVersion) {
  public Impact {
    services = List.copyOf(services);
    operations = List.copyOf(operations);
  }
}
