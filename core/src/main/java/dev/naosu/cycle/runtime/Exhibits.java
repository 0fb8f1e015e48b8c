package dev.naosu.cycle.runtime;

import java.util.List;

/// Keeps evidence with incidents. It goes when the incident is forgotten.
public interface Exhibits {
  void attach(long incident, Exhibit exhibit);

  /// Oldest first.
  List<Exhibit> of(long incident);
}
