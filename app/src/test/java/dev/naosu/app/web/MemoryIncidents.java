package dev.naosu.app.web;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Vicinity;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Incidents for as long as a test runs.
public final class MemoryIncidents implements Incidents {
  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final Map<Long, List<Signal>> signals = new HashMap<>();
  private final Map<Long, List<Note>> notes = new HashMap<>();
  private final Map<Long, TreeMap<Integer, Attempt>> attempts = new HashMap<>();
  private final Map<Long, CauseReport> reports = new HashMap<>();
  private final List<Signal> good = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Instant> begun = new ArrayList<>();
  private Optional<RuntimeException> away = Optional.empty();

  /// Lets the database be away.
  public void away(RuntimeException failure) {
    away = Optional.of(failure);
  }

  @Override
  public synchronized Absorbed absorb(
      Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now) {
    throwIfAway();
    if (!seen.add(signal.id())) {
      return new Absorbed.Duplicate();
    }
    if (!signal.isTrouble()) {
      good.add(signal);
      return new Absorbed.Kept();
    }
    Optional<Incident> open = joinable(fingerprint);
    if (open.isPresent()) {
      Incident old = open.get();
      put(old.id(), signal);
      put(copy(old, old.state(), old.changed(), signal.happened(), old.signals() + 1));
      return new Absorbed.Joined(old.id());
    }
    long id = incidents.isEmpty() ? 1 : incidents.lastKey() + 1;
    signals.put(id, new ArrayList<>(List.of(signal)));
    put(
        new Incident(
            id,
            fingerprint,
            signal.origin(),
            signal.kind(),
            State.OPEN,
            signal.happened(),
            now,
            signal.happened(),
            now,
            1,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            ""));
    note(id, new Note(now, Note.NAOSU, "opened: " + fingerprint.title()));
    return new Absorbed.Opened(id);
  }

  @Override
  public synchronized boolean isJoinable(Signal signal, Fingerprint fingerprint) {
    return joinable(fingerprint).isPresent();
  }

  private Optional<Incident> joinable(Fingerprint fingerprint) {
    return incidents.values().stream()
        .filter(each -> each.fingerprint().value().equals(fingerprint.value()))
        .filter(each -> !each.state().isFinal())
        .findFirst();
  }

  /// Puts an incident as a test wants it.
  public synchronized void put(Incident incident) {
    incidents.put(incident.id(), incident);
  }

  public synchronized void put(long id, Signal signal) {
    signals.computeIfAbsent(id, _ -> new ArrayList<>()).add(signal);
  }

  @Override
  public synchronized Optional<Incident> find(long id) {
    throwIfAway();
    return Optional.ofNullable(incidents.get(id));
  }

  @Override
  public synchronized List<Incident> list(Filter filter, Optional<Long> before, int most) {
    return incidents.values().stream()
        .filter(each -> filter.states().isEmpty() || filter.states().contains(each.state()))
        .filter(
            each ->
                filter.service().isEmpty()
                    || filter.service().get().equals(each.origin().service()))
        .filter(each -> before.isEmpty() || each.id() < before.get())
        .sorted(Comparator.comparingLong(Incident::id).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public synchronized Map<State, Long> counts() {
    return incidents.values().stream()
        .collect(Collectors.groupingBy(Incident::state, Collectors.counting()));
  }

  @Override
  public synchronized boolean move(long id, State from, State to, String reason, Note note) {
    Incident old = incidents.get(id);
    if (old == null || old.state() != from) {
      return false;
    }
    put(copy(old, to, note.at(), old.lastSeen(), old.signals()));
    note(id, note);
    return true;
  }

  @Override
  public synchronized void note(long id, Note note) {
    notes.computeIfAbsent(id, _ -> new ArrayList<>()).add(note);
  }

  @Override
  public synchronized List<Note> timeline(long id) {
    return List.copyOf(notes.getOrDefault(id, List.of()));
  }

  @Override
  public synchronized List<Signal> signals(long id, int most) {
    return signals.getOrDefault(id, List.of()).stream().limit(most).toList();
  }

  @Override
  public synchronized List<Signal> goodRequests(String service, int most) {
    return good.stream()
        .filter(each -> each.origin().service().equals(service))
        .limit(most)
        .toList();
  }

  @Override
  public synchronized void begin(long id, int attempt, Instant now) {
    begun.add(now);
    Incident old = incidents.get(id);
    if (old != null) {
      put(copy(old, Math.max(old.attempts(), attempt), old.remedy(), old.delivered()));
    }
  }

  @Override
  public synchronized void end(long id, Attempt attempt, Optional<Remedy> remedy) {
    attempts.computeIfAbsent(id, _ -> new TreeMap<>()).put(attempt.number(), attempt);
    Incident old = incidents.get(id);
    if (old != null) {
      put(copy(old, Math.max(old.attempts(), attempt.number()), remedy, old.delivered()));
    }
  }

  @Override
  public synchronized List<Attempt> attempts(long id) {
    return List.copyOf(attempts.getOrDefault(id, new TreeMap<>()).values());
  }

  @Override
  public synchronized int attemptsSince(Instant instant) {
    return (int) begun.stream().filter(each -> !each.isBefore(instant)).count();
  }

  @Override
  public Optional<Instant> dealtWithBefore(long id) {
    return Optional.empty();
  }

  @Override
  public synchronized void delivered(long id, String where) {
    Incident old = incidents.get(id);
    if (old != null) {
      put(copy(old, old.attempts(), old.remedy(), Optional.of(where)));
    }
  }

  @Override
  public synchronized void explained(long id, CauseReport report) {
    reports.put(id, report);
  }

  @Override
  public synchronized Optional<CauseReport> explanation(long id) {
    return Optional.ofNullable(reports.get(id));
  }

  private void throwIfAway() {
    away.ifPresent(
        failure -> {
          throw failure;
        });
  }

  private static Incident copy(
      Incident old, State state, Instant changed, Instant lastSeen, long signals) {
    return new Incident(
        old.id(),
        old.fingerprint(),
        old.origin(),
        old.kind(),
        state,
        old.began(),
        old.opened(),
        lastSeen,
        changed,
        signals,
        old.recurrence(),
        old.attempts(),
        old.remedy(),
        old.delivered(),
        old.reason());
  }

  private static Incident copy(
      Incident old, int attempts, Optional<Remedy> remedy, Optional<String> delivered) {
    return new Incident(
        old.id(),
        old.fingerprint(),
        old.origin(),
        old.kind(),
        old.state(),
        old.began(),
        old.opened(),
        old.lastSeen(),
        old.changed(),
        old.signals(),
        old.recurrence(),
        attempts,
        remedy,
        delivered,
        old.reason());
  }
}
