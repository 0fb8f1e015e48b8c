package dev.naosu.prometheus;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A Prometheus server and what it is asked.
///
/// @param url without `/api/v1` and without a slash at the end
/// @param token that it wants; empty for none
/// @param every time between two rounds of questions
public record Asked(
    URI url, Optional<String> token, Duration every, List<Rule> rules, List<Watched> watched) {
  public Asked {
    rules = List.copyOf(rules);
    watched = List.copyOf(watched);
  }

  /// Without the token.
  @Override
  public String toString() {
    return url + " every " + every + ": " + rules + " " + watched;
  }
}
