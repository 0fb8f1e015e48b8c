package dev.naosu.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a server is, and the token that it knows the user by.
///
/// @param url beginning of its addresses, without a slash at the end
/// @param token empty when there is none
record ServerAddress(String url, String token) {
  static final String USUAL = "http://localhost:8420";

  /// What the command line says, or the environment, or what is usual.
  static ServerAddress of(
      @Nullable String server, @Nullable String token, Map<String, String> environment) {
    String given =
        server == null || server.isBlank() ? environment.getOrDefault("NAOSU_SERVER", "") : server;
    String known = token == null ? environment.getOrDefault("NAOSU_TOKEN", "") : token;
    return new ServerAddress(
        (given.isBlank() ? USUAL : given.strip()).replaceFirst("/+$", ""), known.strip());
  }

  /// Everything that is wrong, each with its remedy.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null || uri.getQuery() != null) {
        problems.add(url + " is no address of a server; write it as " + USUAL);
      }
    } catch (URISyntaxException e) {
      problems.add(url + " is no address of a server; write it as " + USUAL);
    }
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      problems.add("the token holds spaces or other signs that none has; copy it anew");
    }
    return problems;
  }

  Remote remote() {
    return new Remote(url, token);
  }
}
