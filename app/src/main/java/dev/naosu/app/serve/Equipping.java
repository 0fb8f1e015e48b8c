package dev.naosu.app.serve;

import dev.naosu.app.runtime.Equipment;
import dev.naosu.machine.ProcessSandbox;
import java.time.InstantSource;
import java.util.Map;

/// What a server can do to what runs, by its configuration. The server and the guard of its leases
/// put it together the same way.
@FunctionalInterface
public interface Equipping {
  /// @param fleets of the services that have one, by name
  Equipment equip(ServerConfig config, Map<String, ServiceFleet> fleets);

  /// As far as the configuration knows what runs.
  static Equipping usual() {
    return (config, fleets) ->
        Equipment.of(
            config.services().stream().flatMap(each -> each.components().stream()).toList(),
            new RosterProcesses(fleets),
            ProcessSandbox.create(),
            InstantSource.system());
  }
}
