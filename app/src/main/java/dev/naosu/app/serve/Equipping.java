package dev.naosu.app.serve;

import dev.naosu.app.runtime.Equipment;

/// What a server can do to what runs, by its configuration. The server and the guard of its leases
/// put it together the same way.
@FunctionalInterface
public interface Equipping {
  Equipment equip(ServerConfig config);

  /// As far as the configuration knows what runs.
  static Equipping usual() {
    return _ -> Equipment.none();
  }
}
