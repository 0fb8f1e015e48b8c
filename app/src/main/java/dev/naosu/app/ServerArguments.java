package dev.naosu.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server is asked, and how the answer is told.
final class ServerArguments {
  private static final String USUAL = "http://localhost:8420";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The naosu to ask; also by NAOSU_SERVER (default: " + USUAL + ").")
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

  /// Everything that is wrong, each with its remedy.
  List<String> problems(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    String address = server(environment);
    try {
      URI uri = new URI(address);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null || uri.getQuery() != null) {
        problems.add(address + " is no address of a server; write it as " + USUAL);
      }
    } catch (URISyntaxException e) {
      problems.add(address + " is no address of a server; write it as " + USUAL);
    }
    if (token(environment).chars().anyMatch(c -> c <= ' ' || c > '~')) {
      problems.add("the token holds spaces or other signs that none has; copy it anew");
    }
    return problems;
  }

  Remote remote(Map<String, String> environment) {
    return new Remote(server(environment), token(environment));
  }

  private String server(Map<String, String> environment) {
    String given = server == null ? environment.getOrDefault("NAOSU_SERVER", "") : server;
    return (given.isBlank() ? USUAL : given.strip()).replaceFirst("/+$", "");
  }

  private String token(Map<String, String> environment) {
    return (token == null ? environment.getOrDefault("NAOSU_TOKEN", "") : token).strip();
  }
}
