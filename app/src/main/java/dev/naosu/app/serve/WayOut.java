package dev.naosu.app.serve;

import dev.naosu.app.publish.ForgeSection;
import dev.naosu.app.publish.PublisherConfig;
import dev.naosu.git.ServiceRepository;
import dev.naosu.publisher.Asking;
import dev.naosu.publisher.PublisherClient;
import dev.naosu.publisher.PublisherProcess;
import dev.naosu.publisher.RemoteForge;
import dev.naosu.publisher.RemotePublishing;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Publishing;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.pull.Forge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The one way from a server to repositories and forges: a publisher, which holds the tokens that
/// this process has not read. It is started here, or somebody else runs it.
final class WayOut implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");
  private static final String DOOR = "door-";

  /// The kernel takes no longer path of a socket.
  private static final int LONGEST = 100;

  private final List<ServerConfig.Service> services;
  private final Asking publisher;
  private final Optional<PublisherProcess> process;

  private WayOut(
      List<ServerConfig.Service> services, Asking publisher, Optional<PublisherProcess> process) {
    this.services = services;
    this.publisher = publisher;
    this.process = process;
  }

  /// Begins to open it. A publisher that is started here has a directory in `data`.
  ///
  /// @param command that starts a publisher, but for the file with its settings
  /// @throws IOException with a text for people
  static WayOut begin(ServerConfig config, Path data, List<String> command) throws IOException {
    Optional<Path> elsewhere = config.publisher().socket();
    if (elsewhere.isPresent()) {
      return new WayOut(config.services(), new PublisherClient(elsewhere.get()), Optional.empty());
    }
    Path directory = Files.createDirectories(data.resolve("publisher"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    PublisherConfig told = told(config, directory, door(directory));
    Path settings = directory.resolve("settings.json");
    told.write(settings);
    told.variables().forEach(WayOut::warn);
    PublisherProcess process =
        new PublisherProcess(
            Stream.concat(command.stream(), Stream.of(settings.toString())).toList(),
            told.socket(),
            directory.resolve("publisher.log"),
            told.variables());
    if (!config.services().isEmpty()) {
      process.begin();
    }
    return new WayOut(config.services(), process, Optional.of(process));
  }

  private static void warn(String variable) {
    LOG.log(
        System.Logger.Level.WARNING,
        "the token in "
            + variable
            + " stands in the environment of this process too; tokenFile keeps it from it, see"
            + " docs/publisher.md");
  }

  /// Another one each time: who was killed leaves one behind, which nobody answers at.
  private static Path door(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each : all.filter(WayOut::isDoor).toList()) {
        Files.deleteIfExists(each);
      }
    }
    String name = DOOR + UUID.randomUUID().toString().substring(0, 8);
    Path near = directory.toAbsolutePath().resolve(name);
    return near.toString().length() <= LONGEST
        ? near
        : Files.createTempDirectory("naosu-").resolve(name);
  }

  private static boolean isDoor(Path file) {
    return String.valueOf(file.getFileName()).startsWith(DOOR);
  }

  private static PublisherConfig told(ServerConfig config, Path directory, Path door) {
    return new PublisherConfig(
        door,
        directory,
        List.of(),
        config.services().stream()
            .map(
                each ->
                    new PublisherConfig.Service(
                        each.name(),
                        each.repository(),
                        each.branch(),
                        each.directory(),
                        each.forge(),
                        each.canary().merge()))
            .toList());
  }

  /// The program that runs, as a publisher that ends with this process.
  static List<String> ownCommand() {
    return OwnCommand.of("publisher", "--until-input-ends", "--config");
  }

  /// Waits until it is open.
  ///
  /// @throws IOException with what is wrong, such as a token that cannot be read
  void await() throws IOException {
    if (services.isEmpty()) {
      return;
    }
    try {
      if (process.isPresent()) {
        process.get().await();
      } else {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("naosu ends", e);
    }
  }

  /// Somebody else's publisher may be away for a while: this server does not wait for it.
  private void look() throws InterruptedException {
    try {
      if (publisher.ask(new Ask.Hello("")) instanceof Reply.Words(List<String> known)) {
        String lacking =
            services.stream()
                .map(ServerConfig.Service::name)
                .filter(name -> !known.contains(name))
                .collect(Collectors.joining(", "));
        if (!lacking.isEmpty()) {
          LOG.log(System.Logger.Level.WARNING, "the publisher's file does not name " + lacking);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; start it: naosu publisher --help");
    }
  }

  /// A repository as it can be read from here.
  ///
  /// @param mirror a directory for a copy of one's own
  ServiceRepository repository(ServerConfig.Service service, Path mirror) {
    return ServiceRepository.behind(
        new RemotePublishing(publisher, service.name())::refreshed, service.branch(), mirror);
  }

  Publishing publishing(ServerConfig.Service service) {
    return new RemotePublishing(publisher, service.name());
  }

  /// Empty for a service without a forge.
  Optional<Forge> forge(ServerConfig.Service service) {
    return service
        .forge()
        .flatMap(ForgeSection::address)
        .map(_ -> new RemoteForge(publisher, service.name()));
  }

  @Override
  public void close() throws IOException {
    if (process.isPresent()) {
      process.get().close();
    }
  }
}
