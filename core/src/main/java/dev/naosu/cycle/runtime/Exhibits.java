package dev.naosu.cycle.runtime;

import java.util.List;

/// Keeps evidence with incidents. It goes when the incident is forgotten.
public interface Exhibits {
  void attach(long incident, Exhibit exhibit);

  /// Oldest first.
  List<Exhibit> of(long incident);

  /// What each shows, as in `thread-dump: 2 threads wait for each other`, oldest first.
  default List<String> summaries(long incident) {
    return of(incident).stream().map(each -> each.kind() + ": " + each.summary()).toList();
  }
}
