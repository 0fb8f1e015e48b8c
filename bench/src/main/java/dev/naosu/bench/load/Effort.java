package dev.naosu.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// CPU time that was used.
///
/// @param server of its JVM
/// @param database of those of its processes that were there at both ends; empty when unknown
/// @param sender of this JVM
record Effort(Duration server, Optional<Duration> database, Duration sender) {
  static Effort soFar(ServedNaosu server) throws IOException {
    return new Effort(
        server.cpu(),
        server.databaseCpu(),
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  Effort since(Effort earlier) {
    return new Effort(
        server.minus(earlier.server),
        database.flatMap(now -> earlier.database.map(now::minus)),
        sender.minus(earlier.sender));
  }

  /// What naosu used, its database included where that is known.
  Duration naosu() {
    return server.plus(database.orElse(Duration.ZERO));
  }
}
