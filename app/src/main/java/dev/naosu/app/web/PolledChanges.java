package dev.naosu.app.web;

import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollouts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds out what changed by looking at the store again and again, while somebody listens. Another
/// process may have changed it: no process needs to tell another.
public final class PolledChanges implements Changes, AutoCloseable {
  /// Incidents that are looked at each time.
  private static final int MOST = 100;

  private static final System.Logger LOG = System.getLogger(PolledChanges.class.getName());

  private final Incidents incidents;
  private final Rollouts rollouts;
  private final StopSwitch stop;
  private final Duration pause;
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Thread poller;

  public PolledChanges(Incidents incidents, Rollouts rollouts, StopSwitch stop, Duration pause) {
    this.incidents = incidents;
    this.rollouts = rollouts;
    this.stop = stop;
    this.pause = pause;
  }

  @Override
  public Listening listen(Consumer<Change> listener) {
    listeners.add(listener);
    begin();
    return () -> listeners.remove(listener);
  }

  @Override
  public synchronized void close() {
    listeners.clear();
    if (poller != null) {
      poller.interrupt();
    }
  }

  private synchronized void begin() {
    if (poller == null || !poller.isAlive()) {
      poller = Thread.ofVirtual().name("changes").start(this::poll);
    }
  }

  private void poll() {
    try {
      Optional<Look> before = Optional.empty();
      while (true) {
        synchronized (this) {
          if (listeners.isEmpty()) {
            // whoever listens next begins anew
            poller = null;
            return;
          }
        }
        before = look(before);
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      // the server ends
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Look> look(Optional<Look> before) {
    Look now;
    try {
      now = Look.at(incidents, rollouts, stop);
    } catch (RuntimeException e) {
      // the store is away; changes are told when it is back
      LOG.log(System.Logger.Level.DEBUG, "the store cannot be looked at", e);
      return before;
    }
    before.ifPresent(then -> now.since(then).forEach(this::tell));
    return Optional.of(now);
  }

  private void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  /// What is seen at one time.
  ///
  /// @param notes how long the timelines of incidents are that are not over, or how their rollouts
  ///   stand
  private record Look(Map<Long, Incident> incidents, Map<Long, Integer> notes, boolean stopped) {
    static Look at(Incidents incidents, Rollouts rollouts, StopSwitch stop) {
      Set<State> open =
          Stream.of(State.values())
              .filter(state -> !state.isFinal())
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class)));
      Map<Long, Incident> seen = new HashMap<>();
      Map<Long, Integer> notes = new HashMap<>();
      incidents
          .list(Incidents.Filter.ALL, Optional.empty(), MOST)
          .forEach(each -> seen.put(each.id(), each));
      for (Incident each :
          incidents.list(new Incidents.Filter(open, Optional.empty()), Optional.empty(), MOST)) {
        seen.put(each.id(), each);
        if (each.state() == State.HEALING) {
          notes.put(each.id(), incidents.timeline(each.id()).size());
        } else if (each.state().isRollingOut()) {
          notes.put(each.id(), looks(rollouts, each));
        }
      }
      return new Look(seen, notes, stop.isOn());
    }

    private static int looks(Rollouts rollouts, Incident incident) {
      return rollouts
          .find(new Rollout.Key(incident.id(), incident.attempts()))
          .map(Rollout::hashCode)
          .orElse(0);
    }

    List<Change> since(Look then) {
      Stream<Change> changed =
          incidents.values().stream()
              .filter(
                  each ->
                      !each.equals(then.incidents.get(each.id()))
                          || !java.util.Objects.equals(
                              notes.get(each.id()), then.notes.get(each.id())))
              .map(each -> new Change.IncidentChanged(each.id(), each.state()));
      Stream<Change> halted =
          stopped == then.stopped ? Stream.of() : Stream.of(new Change.StopChanged(stopped));
      return Stream.concat(changed, halted).toList();
    }
  }
}
