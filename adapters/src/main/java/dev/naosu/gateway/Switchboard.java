package dev.naosu.gateway;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which routing holds. It is kept in a file before it holds, so that a restart goes on with it.
final class Switchboard {
  private final KeptFile file;
  private final Ledger ledger;
  private volatile @Nullable Lineup lineup;

  /// Those that are in the routing no more, until nothing is under way at them.
  private final Map<Instance, Version> leaving = new ConcurrentHashMap<>();

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

  /// How many requests are under way at an address, also at one that gets no new ones any more.
  int underWay(URI instance) {
    Lineup now = lineup;
    return Stream.concat(
            now == null ? Stream.empty() : now.instances(), List.copyOf(leaving.keySet()).stream())
        .distinct()
        .filter(each -> each.uri().equals(instance))
        .mapToInt(Instance::underWay)
        .sum();
  }

  /// What those that are in the routing were seen to answer.
  Map<URI, Answers> answers() {
    Lineup now = lineup;
    Map<URI, Answers> answers = new HashMap<>();
    if (now != null) {
      now.instances().forEach(each -> answers.put(each.uri(), each.tally().answers()));
    }
    return answers;
  }

  synchronized void route(Routing routing) throws IOException {
    file.write(ControlJson.bytes(routing));
    set(routing);
  }

  private void set(Routing routing) {
    leaving.keySet().removeIf(each -> each.underWay() == 0);
    Map<Instance, Version> before = new HashMap<>(leaving);
    Lineup old = lineup;
    if (old != null) {
      old.lanes()
          .values()
          .forEach(
              lane -> lane.instances().forEach(instance -> before.put(instance, lane.version())));
    }
    Lineup next = Lineup.of(routing, ledger, before);
    // before it holds, so that one that leaves can be asked for at any moment
    leaving.putAll(before);
    lineup = next;
    next.instances().forEach(leaving::remove);
    ledger.forgetOld(routing.instances().keySet());
  }
}
