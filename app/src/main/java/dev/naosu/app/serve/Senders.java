package dev.naosu.app.serve;

import dev.naosu.access.SharedSecret;
import dev.naosu.telemetry.AlertLabels;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.util.Map;
import java.util.Optional;

/// What has to be known of those who send in a form of their own.
///
/// @param sentry services by the number that the DSN ends with
/// @param github empty when nothing is taken from there
/// @param webhooks secrets of those who sign naosu's own events, by name
public record Senders(
    Map<String, String> sentry,
    AlertLabels alerts,
    Optional<Github> github,
    Map<String, SharedSecret> webhooks) {
  public Senders {
    sentry = Map.copyOf(sentry);
    webhooks = Map.copyOf(webhooks);
  }

  /// What GitHub tells of.
  ///
  /// @param services by the full name of their repository
  public record Github(SharedSecret secret, Map<String, Deployed> services) {
    public Github {
      services = Map.copyOf(services);
    }
  }

  /// What holds where nothing is said.
  public static Senders usual() {
    return new Senders(Map.of(), AlertLabels.usual(), Optional.empty(), Map.of());
  }
}
