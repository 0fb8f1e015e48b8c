package dev.naosu.prove.traffic;

import dev.naosu.detect.RecordedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Starts two builds of a service, one of them more than once, and asks each of them the same.
@FunctionalInterface
public interface TwinReplay {
  /// @param old directory of the project as it was; only read
  /// @param fresh directory of the project as it is to be; only read
  /// @param requests in the order in which they are asked
  /// @param limit for everything
  /// @param progress told in one line each what was reached
  TrafficProof compare(
      Path old,
      Path fresh,
      List<RecordedRequest> requests,
      Duration limit,
      Consumer<String> progress)
      throws InterruptedException;

  /// For where nothing can be started.
  static TwinReplay none() {
    return (_, _, _, _, _) ->
        TrafficProof.couldNotRun(List.of("Builds are not compared here."), List.of());
  }
}
