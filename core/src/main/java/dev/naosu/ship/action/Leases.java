package dev.naosu.ship.action;

import java.util.List;

/// Keeps leases where a process that knows nothing else finds them. When a method returns, what it
/// did is on disk.
public interface Leases {
  /// Writes one, or another end for it. Whoever guards them lives when this returns.
  ///
  /// @throws dev.naosu.journal.JournalUnavailable when it cannot be written; nothing is done then
  void write(Lease lease);

  /// Forgets one.
  ///
  /// @return whether it was there; where it was not, somebody has put it back
  boolean end(long deed);

  List<Lease> all();
}
