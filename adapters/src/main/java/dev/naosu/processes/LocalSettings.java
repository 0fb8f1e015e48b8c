package dev.naosu.processes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How a fleet on this machine is run.
///
/// @param instances of each version, at least 1
/// @param firstPort of those that instances listen on
/// @param lastPort the last of them; below what the system gives to connections by itself
/// @param readyTime until all instances of a version have to be well
/// @param settleTime that they have to stay well before they count as started
/// @param drainTime for requests that are under way when a version leaves
/// @param stopTime between asking a process to end and ending it
/// @param environment variables for all instances, such as where they report failures to
/// @param keptBuilds of versions that do not run, the latest ones
/// @param warmUp what is asked of an instance before it gets requests of others
public record LocalSettings(
    int instances,
    int firstPort,
    int lastPort,
    Duration readyTime,
    Duration settleTime,
    Duration drainTime,
    Duration stopTime,
    Map<String, String> environment,
    int keptBuilds,
    WarmUp warmUp) {
  public LocalSettings {
    environment = Map.copyOf(environment);
    if (instances < 1) {
      throw new IllegalArgumentException("a version has at least 1 instance, not " + instances);
    }
    if (firstPort < 1 || lastPort > 65_535 || firstPort > lastPort) {
      throw new IllegalArgumentException("no ports: " + firstPort + "-" + lastPort);
    }
  }

  public static LocalSettings usual() {
    return new LocalSettings(
        2,
        21_000,
        21_999,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Map.of(),
        3,
        WarmUp.NONE);
  }

  public LocalSettings with(Map<String, String> variables) {
    return new LocalSettings(
        instances,
        firstPort,
        lastPort,
        readyTime,
        settleTime,
        drainTime,
        stopTime,
        variables,
        keptBuilds,
        warmUp);
  }

  /// Requests whose answers nobody waits for, so that caches are filled and code is compiled before
  /// somebody does.
  ///
  /// @param paths asked in turn; begin with `/`
  /// @param requests in all
  public record WarmUp(List<String> paths, int requests) {
    public static final WarmUp NONE = new WarmUp(List.of(), 0);

    public WarmUp {
      paths = List.copyOf(paths);
    }

    boolean isNeeded() {
      return !paths.isEmpty() && requests > 0;
    }
  }
}
