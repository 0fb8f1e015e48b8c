package dev.naosu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// What a gateway that runs says of itself in a file.
///
/// @param pid of its process
/// @param listen where it really listens
/// @param control where naosu reaches it
/// @param settings tells whether it was started with other settings
record Running(long pid, Listen listen, URI control, String settings) {
  private static final String FILE = "running.json";

  static KeptFile file(Path directory) {
    return new KeptFile(directory.resolve(FILE));
  }

  void write(Path directory) throws IOException {
    ObjectNode tree = ControlJson.object();
    tree.put("pid", pid);
    tree.put("host", listen.host());
    tree.put("port", listen.port());
    tree.put("control", control.toString());
    tree.put("settings", settings);
    file(directory).write(ControlJson.bytes(tree));
  }

  /// Of one that may have ended since; empty when there was none.
  static Optional<Running> read(Path directory) throws IOException {
    Optional<byte[]> bytes = file(directory).read();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode tree = ControlJson.tree(bytes.get());
      return Optional.of(
          new Running(
              tree.path("pid").asLong(),
              new Listen(tree.path("host").asText(), tree.path("port").asInt()),
              URI.create(tree.path("control").asText()),
              tree.path("settings").asText()));
    } catch (IllegalArgumentException _) {
      // whatever stands there, no gateway of ours has written it
      return Optional.empty();
    }
  }
}
