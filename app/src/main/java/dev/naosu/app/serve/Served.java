package dev.naosu.app.serve;

import dev.naosu.git.ServiceRepository;

/// A service that naosu watches over.
///
/// @param name as signals call it
/// @param directory of its project within the repository; empty for its root
/// @param merge whether a repair that was promoted is taken into the branch that is deployed
public record Served(String name, ServiceRepository repository, String directory, boolean merge) {
  /// One whose branch people move.
  public Served(String name, ServiceRepository repository, String directory) {
    this(name, repository, directory, false);
  }
}
