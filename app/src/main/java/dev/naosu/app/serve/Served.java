package dev.naosu.app.serve;

import dev.naosu.app.publish.RepositoryPublishing;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.publish.Publishing;

/// A service that naosu watches over.
///
/// @param name as signals call it
/// @param repository that is read
/// @param directory of its project within the repository; empty for its root
/// @param merge whether a repair that was promoted is taken into the branch that is deployed
/// @param publishing by which changes get into the repository
public record Served(
    String name,
    ServiceRepository repository,
    String directory,
    boolean merge,
    Publishing publishing) {
  /// One whose branch people move, and that is pushed to from here.
  public Served(String name, ServiceRepository repository, String directory) {
    this(name, repository, directory, false, new RepositoryPublishing(repository, directory));
  }
}
