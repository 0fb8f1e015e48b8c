package dev.naosu.prometheus;

import java.time.Duration;

/// A trouble that a person described by a query: there is one as long as it gives any series, as in
/// Prometheus' own alerts.
///
/// @param lasting how long before it is told
/// @param environment empty when unknown
/// @param message for people; `{value}` and `{some_label}` in it are filled in
public record Rule(
    String name,
    String query,
    Duration lasting,
    ServiceName service,
    String environment,
    String message) {}
