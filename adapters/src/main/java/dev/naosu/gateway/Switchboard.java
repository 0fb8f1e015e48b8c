package dev.naosu.gateway;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which routing holds. It is kept in a file before it holds, so that a restart goes on with it.
final class Switchboard {
  private final KeptFile file;
  private final Ledger ledger;
  private volatile @Nullable Lineup lineup;

  /// @throws IOException when the kept routing cannot be read
  Switchboard(KeptFile file, Ledger ledger) throws IOException {
    this.file = file;
    this.ledger = ledger;
    Optional<byte[]> kept = file.read();
    if (kept.isPresent()) {
      try {
        set(ControlJson.routing(kept.get()));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            file.place() + " holds no routing: " + e.getMessage() + "; remove it", e);
      }
    }
  }

  /// Null before the first.
  @Nullable Lineup lineup() {
    return lineup;
  }

  synchronized void route(Routing routing) throws IOException {
    file.write(ControlJson.bytes(routing));
    set(routing);
  }

  private void set(Routing routing) {
    Map<Instance, Version> before = new HashMap<>();
    Lineup old = lineup;
    if (old != null) {
      old.lanes()
          .values()
          .forEach(
              lane -> lane.instances().forEach(instance -> before.put(instance, lane.version())));
    }
    lineup = Lineup.of(routing, ledger, before);
    ledger.forgetOld(routing.instances().keySet());
  }
}
