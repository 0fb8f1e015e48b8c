package dev.naosu.prometheus;

/// A query whose values are learned from.
///
/// @param name of the metric, as it is shown
/// @param environment empty when unknown
public record Watched(String name, String query, ServiceName service, String environment) {}
