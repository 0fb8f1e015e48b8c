package dev.naosu.app.serve;

import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gateways before the services that have one. Each is a process of its own, which goes on when
/// this one ends.
public final class Gateways implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");

  private final Map<String, GatewaySettings> settings = new HashMap<>();
  private final Map<String, GatewayProcess> found = new HashMap<>();
  private final List<String> command;

  /// @param data where their files are, unless a service says otherwise
  /// @param command that starts a gateway, but for the file with its settings
  public Gateways(List<ServerConfig.Service> services, Path data, List<String> command) {
    for (ServerConfig.Service each : services) {
      each.gateway()
          .ifPresent(said -> settings.put(each.name(), said.in(data.resolve(said.directory()))));
    }
    this.command = List.copyOf(command);
  }

  /// The program that runs, as a gateway.
  public static List<String> ownCommand() {
    return OwnCommand.of("gateway", "--config");
  }

  /// Starts those that do not run, without waiting for them.
  void begin() {
    for (String each : settings.keySet()) {
      Thread.ofVirtual().name("gateway of " + each).start(() -> start(each));
    }
  }

  private void start(String service) {
    try {
      Optional<GatewayProcess> process = of(service);
      if (process.filter(GatewayProcess::hasOtherSettings).isPresent()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the gateway of "
                + service
                + " runs with the settings of before; end process "
                + process.get().pid()
                + " to start it with those of the file");
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
    }
  }

  /// The gateway of a service, which is started when it does not run; empty when it has none.
  ///
  /// @throws IOException with a text for people
  public synchronized Optional<GatewayProcess> of(String service) throws IOException {
    GatewaySettings said = settings.get(service);
    if (said == null) {
      return Optional.empty();
    }
    GatewayProcess known = found.get(service);
    if (known != null && known.isThere()) {
      return Optional.of(known);
    }
    GatewayProcess process = GatewayProcess.ensure(said, command);
    if (known != null) {
      known.close();
    }
    found.put(service, process);
    return Optional.of(process);
  }

  /// Lets go of them; they go on.
  @Override
  public synchronized void close() {
    found.values().forEach(GatewayProcess::close);
  }
}
