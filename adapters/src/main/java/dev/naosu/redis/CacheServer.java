package dev.naosu.redis;

import java.util.List;
import java.util.Optional;

/// A Redis that holds a cache.
///
/// @param user empty for the usual one
/// @param password empty for none
/// @param patterns of keys that are only a cache, which their owner says can be computed again;
///   each begins with at least three plain characters, such as `price:*`
public record CacheServer(
    String host,
    int port,
    Optional<String> user,
    Optional<String> password,
    boolean tls,
    int database,
    List<String> patterns) {
  public CacheServer {
    patterns = List.copyOf(patterns);
    patterns.forEach(
        each -> {
          if (KeyPattern.plainStart(each).length() < KeyPattern.LEAST_PLAIN) {
            throw new IllegalArgumentException(
                "a pattern of a cache begins with at least three plain characters, not " + each);
          }
        });
  }

  /// Without the password.
  @Override
  public String toString() {
    return "redis " + host + ":" + port + "/" + database;
  }
}
