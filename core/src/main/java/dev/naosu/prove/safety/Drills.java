package dev.naosu.prove.safety;

import java.util.List;
import java.util.Optional;

/// Keeps what came of drills.
public interface Drills {
  void keep(Drill drill);

  /// The last one of that action on that service, passed or not.
  Optional<Drill> last(String action, String service);

  /// The latest first.
  List<Drill> latest(int most);
}
