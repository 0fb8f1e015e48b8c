package dev.naosu.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server is asked, and how the answer is told.
final class ServerArguments {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The naosu to ask; also by NAOSU_SERVER (default: " + ServerAddress.USUAL + ").")
  @Nullable String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "An API token; better by NAOSU_TOKEN, which no list of processes shows.")
  @Nullable String token;

  @Option(names = "--json", description = "Write one JSON object to standard output, nothing else.")
  boolean json;

  @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
  boolean noColor;

  ServerAddress address(Map<String, String> environment) {
    return ServerAddress.of(server, token, environment);
  }
}
