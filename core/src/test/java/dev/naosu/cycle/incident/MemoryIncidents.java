package dev.naosu.cycle.incident;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store that ends with the test.
public final class MemoryIncidents implements Incidents {
  private final TestClock clock;
  private final Map<Long, Incident> incidents = new HashMap<>();
  private final Map<Long, List<Attempt>> attempts = new HashMap<>();
  private final Map<Long, List<Note>> notes = new HashMap<>();
  private final Map<Long, CauseReport> reports = new HashMap<>();
  private final List<Instant> begun = new ArrayList<>();

  /// When an incident with the same cause was last dealt with.
  Optional<Instant> dealtWith = Optional.empty();

  /// What signals were taken for, in order.
  final List<Fingerprint> absorbedAs = new ArrayList<>();

  /// Whether it takes nothing in.
  boolean away;

  /// From where to where, in order.
  final List<String> moves = new ArrayList<>();

  public MemoryIncidents(TestClock clock) {
    this.clock = clock;
  }

  public void open(long id, Signal.Kind kind, int recurrence) {
    open(
        id,
        kind,
        recurrence,
        new Origin("shop", "", ""),
        new Fingerprint("0".repeat(32), "NullPointerException in Cart.total"));
  }

  void open(long id, Signal.Kind kind, int recurrence, Origin origin, Fingerprint fingerprint) {
    Instant now = clock.instant();
    incidents.put(
        id,
        new Incident(
            id,
            fingerprint,
            origin,
            kind,
            State.OPEN,
            now,
            now,
            now,
            now,
            1,
            recurrence,
            0,
            Optional.empty(),
            Optional.empty(),
            ""));
  }

  private void with(long id, State state, int attempts, Optional<Remedy> remedy, Instant changed) {
    with(id, state, attempts, remedy, changed, find(id).orElseThrow().reason());
  }

  private void with(
      long id, State state, int attempts, Optional<Remedy> remedy, Instant changed, String reason) {
    Incident old = find(id).orElseThrow();
    incidents.put(
        id,
        new Incident(
            id,
            old.fingerprint(),
            old.origin(),
            old.kind(),
            state,
            old.began(),
            old.opened(),
            old.lastSeen(),
            changed,
            old.signals(),
            old.recurrence(),
            attempts,
            remedy,
            old.delivered(),
            reason));
  }

  @Override
  public boolean isJoinable(Signal signal, Fingerprint fingerprint) {
    return incidents.values().stream()
        .anyMatch(incident -> incident.fingerprint().equals(fingerprint));
  }

  @Override
  public Optional<Incident> find(long id) {
    return Optional.ofNullable(incidents.get(id));
  }

  @Override
  public boolean move(long id, State from, State to, String reason, Note note) {
    Incident old = find(id).orElseThrow();
    if (old.state() != from) {
      return false;
    }
    with(id, to, old.attempts(), old.remedy(), clock.instant(), reason);
    moves.add(from + " " + to);
    note(id, note);
    return true;
  }

  @Override
  public void note(long id, Note note) {
    notes.computeIfAbsent(id, _ -> new ArrayList<>()).add(note);
  }

  @Override
  public List<Note> timeline(long id) {
    return notes.getOrDefault(id, List.of());
  }

  @Override
  public List<Signal> signals(long id, int most) {
    return List.of();
  }

  @Override
  public List<Signal> goodRequests(String service, int most) {
    return List.of();
  }

  @Override
  public void begin(long id, int attempt, Instant now) {
    Incident old = find(id).orElseThrow();
    if (old.attempts() < attempt) {
      begun.add(now);
      with(id, old.state(), attempt, old.remedy(), old.changed());
    }
  }

  @Override
  public void end(long id, Attempt attempt, Optional<Remedy> remedy) {
    Incident old = find(id).orElseThrow();
    with(id, old.state(), old.attempts(), remedy, old.changed());
    List<Attempt> all = attempts.computeIfAbsent(id, _ -> new ArrayList<>());
    all.removeIf(each -> each.number() == attempt.number());
    all.add(attempt);
  }

  @Override
  public List<Attempt> attempts(long id) {
    return List.copyOf(attempts.getOrDefault(id, List.of()));
  }

  @Override
  public int attemptsSince(Instant instant) {
    return (int) begun.stream().filter(each -> !each.isBefore(instant)).count();
  }

  @Override
  public Optional<Instant> dealtWithBefore(long id) {
    return dealtWith;
  }

  @Override
  public void delivered(long id, String where) {
    note(id, new Note(clock.instant(), Note.NAOSU, "kept: " + where));
  }

  @Override
  public void explained(long id, CauseReport report) {
    reports.put(id, report);
  }

  @Override
  public Optional<CauseReport> explanation(long id) {
    return Optional.ofNullable(reports.get(id));
  }

  @Override
  public Absorbed absorb(Signal signal, Fingerprint fingerprint, Vicinity vicinity, Instant now) {
    if (away) {
      throw new IllegalStateException("away");
    }
    absorbedAs.add(fingerprint);
    return incidents.values().stream()
        .filter(incident -> incident.fingerprint().equals(fingerprint))
        .findFirst()
        .<Absorbed>map(incident -> new Absorbed.Joined(incident.id()))
        .orElseGet(
            () -> {
              long id = incidents.size() + 1L;
              open(id, signal.kind(), 0, signal.origin(), fingerprint);
              return new Absorbed.Opened(id);
            });
  }

  @Override
  public List<Incident> list(Filter filter, Optional<Long> before, int most) {
    return incidents.values().stream()
        .filter(incident -> filter.states().isEmpty() || filter.states().contains(incident.state()))
        .toList();
  }

  @Override
  public Map<State, Long> counts() {
    throw new UnsupportedOperationException("the cycle counts nothing");
  }
}
