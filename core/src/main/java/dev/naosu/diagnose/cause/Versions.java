package dev.naosu.diagnose.cause;

import dev.naosu.detect.Origin;
import java.time.Instant;
import java.util.List;

/// Which versions of services were seen of late. It does not reach back for ever.
@FunctionalInterface
public interface Versions {
  List<Seen> of(String environment);

  /// Where nobody has looked.
  static Versions none() {
    return _ -> List.of();
  }

  /// @param first when it was first seen
  record Seen(Origin origin, Instant first) {}
}
