package dev.naosu.cycle;

import dev.naosu.detect.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What to heal, and how far to go.
///
/// @param tests names of failing tests as `Class#method`, the class with or without its package;
///   empty to find them by running the suite
/// @param trace a stack trace or log excerpt that shows the failure
/// @param command a shell command whose exit code shows the bug: not 0 while it is there
/// @param requests recorded ones, some of which show the bug; empty for none
/// @param budget longest time to search for candidates
/// @param workers JVMs that try candidates at the same time, at least 1
/// @param shown most repairs to show, at least 1
public record HealRequest(
    List<String> tests,
    Optional<String> trace,
    Optional<String> command,
    List<RecordedRequest> requests,
    Duration budget,
    int workers,
    int shown) {
  public HealRequest {
    tests = List.copyOf(tests);
    requests = List.copyOf(requests);
    if (workers < 1 || shown < 1) {
      throw new IllegalArgumentException("workers and shown are at least 1");
    }
  }

  /// What tests, a trace or a command show.
  public HealRequest(
      List<String> tests,
      Optional<String> trace,
      Optional<String> command,
      Duration budget,
      int workers,
      int shown) {
    this(tests, trace, command, List.of(), budget, workers, shown);
  }
}
