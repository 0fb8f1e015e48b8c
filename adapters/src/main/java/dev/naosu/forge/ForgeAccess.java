package dev.naosu.forge;

import dev.naosu.ship.pull.Forge;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a repository at a forge is reached.
///
/// @param url of the forge's pages, without a slash at the end
/// @param repository as people call it, such as `team/shop`
/// @param token secret
public record ForgeAccess(ForgeKind kind, URI url, String repository, String token) {
  /// The address that git reads from and pushes to.
  public String location() {
    return url + "/" + repository + ".git";
  }

  /// Asks the forge.
  public Forge open(InstantSource clock) {
    ForgeHttp http = new ForgeHttp(kind.words(), clock, Thread::sleep);
    return switch (kind) {
      case GITHUB -> new GithubForge(this, http);
      case GITLAB -> new GitlabForge(this, clock, Thread::sleep);
      case GITEA -> new GiteaForge(this, http);
    };
  }

  /// What git is told in its environment so that it may read and push there, and only there: a
  /// token in an address or an argument can be read by others, and ends in logs.
  ///
  /// @param location that git asks
  public Map<String, String> gitEnvironment(String location) {
    if (!location.startsWith(url + "/")) {
      return Map.of();
    }
    String pair = kind.user() + ":" + token;
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("GIT_CONFIG_COUNT", "3");
    environment.put("GIT_CONFIG_KEY_0", "http." + url + "/.extraHeader");
    environment.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
    // the header would go to wherever an answer points
    environment.put("GIT_CONFIG_KEY_1", "http." + url + "/.followRedirects");
    environment.put("GIT_CONFIG_VALUE_1", "false");
    // nobody else's password is asked for or kept
    environment.put("GIT_CONFIG_KEY_2", "credential.helper");
    environment.put("GIT_CONFIG_VALUE_2", "");
    return environment;
  }

  /// Without the token.
  @Override
  public String toString() {
    return kind.words() + " " + url + "/" + repository;
  }
}
