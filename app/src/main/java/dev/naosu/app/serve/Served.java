package dev.naosu.app.serve;

import dev.naosu.git.ServiceRepository;

/// A service that naosu watches over.
///
/// @param name as signals call it
/// @param directory of its project within the repository; empty for its root
public record Served(String name, ServiceRepository repository, String directory) {}
