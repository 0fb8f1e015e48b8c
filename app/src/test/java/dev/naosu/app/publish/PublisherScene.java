package dev.naosu.app.publish;

import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.pull.Forge;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A publisher for one repository, without a process of its own.
public final class PublisherScene {
  static final String TOKEN = "a-token-of-the-publisher";

  private PublisherScene() {}

  /// @param data its directory, which is there
  /// @param bare repository of the service `shop`
  /// @param merge whether the deployed branch may go on
  public static Publisher publisher(
      Path data,
      Path bare,
      String directory,
      Optional<ForgeSection> section,
      Optional<Forge> forge,
      boolean merge) {
    Path mirror = data.resolve("mirror.git");
    ServiceRepository repository =
        ServiceRepository.shown(bare.toString(), "main", mirror, Map.of());
    return new Publisher(
        List.of(
            new Publisher.Place(
                new PublisherConfig.Service(
                    "shop", bare.toString(), "main", directory, section, merge),
                repository,
                new RepositoryPublishing(repository, directory),
                mirror,
                forge)),
        Set.of(TOKEN),
        data,
        InstantSource.system());
  }
}
