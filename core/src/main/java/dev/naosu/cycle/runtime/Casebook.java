package dev.naosu.cycle.runtime;

import dev.naosu.cycle.incident.Event;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Transitions;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Hash;
import dev.naosu.journal.Journal;
import dev.naosu.learn.Episode;
import dev.naosu.learn.Episodes;
import dev.naosu.repair.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Keeps troubles and their incidents in step.
final class Casebook {
  static final String ID = "runtime-";
  private static final int DIGITS = 32;
  private static final int MOST_REASON = 1_000;
  private static final int MOST_SIGNALS = 10;

  /// After which an incident that went its own way is left alone.
  private static final Duration TELLING = Duration.ofHours(1);

  private final Incidents incidents;
  private final Function<Signal, Absorbed> intake;
  private final Troubles troubles;
  private final Episodes episodes;
  private final Journal journal;
  private final InstantSource clock;

  /// Signals on their way in: whoever asks about their incident is told that it is taken.
  private final Set<String> arriving = ConcurrentHashMap.newKeySet();

  Casebook(
      Incidents incidents,
      Function<Signal, Absorbed> intake,
      Troubles troubles,
      Episodes episodes,
      Journal journal,
      InstantSource clock) {
    this.incidents = incidents;
    this.intake = intake;
    this.troubles = troubles;
    this.episodes = episodes;
    this.journal = journal;
    this.clock = clock;
  }

  /// Opens an incident for a trouble, or joins the one that is open for its cause.
  ///
  /// @param facts what was measured, by vital
  /// @return empty when the intake did not take it; it is tried again with the next measurement
  Optional<Trouble> open(
      Monitored monitored,
      Runbook runbook,
      Instant began,
      String words,
      Map<String, String> facts) {
    Instant now = clock.instant();
    TreeMap<String, String> attributes = new TreeMap<>(facts);
    attributes.put("naosu.component", monitored.target().toString());
    attributes.put("naosu.runbook", runbook.name());
    Signal signal =
        new Signal(
            ID
                + hash(
                    String.join(
                        "\n",
                        monitored.target().toString(),
                        monitored.environment(),
                        runbook.name(),
                        now.toString())),
            Signal.Kind.HEALTH,
            new Origin(monitored.target().service(), "", monitored.environment()),
            began,
            now,
            runbook.title() + ": " + monitored.target().whole() + "\n" + words,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            attributes);
    arriving.add(signal.id());
    try {
      OptionalLong incident =
          switch (intake.apply(signal)) {
            case Absorbed.Opened(long id) -> OptionalLong.of(id);
            case Absorbed.Joined(long id) -> OptionalLong.of(id);
            case Absorbed.Duplicate() -> OptionalLong.empty();
            case Absorbed.Kept() -> OptionalLong.empty();
          };
      return incident.isEmpty()
          ? Optional.empty()
          : Optional.of(begin(monitored, runbook, incident.getAsLong(), began, words));
    } finally {
      arriving.remove(signal.id());
    }
  }

  /// Begins a trouble in an incident that somebody else opened.
  Trouble begin(Monitored monitored, Runbook runbook, long incident, Instant began, String words) {
    Trouble trouble =
        troubles.keep(Trouble.noticed(monitored, runbook.name(), incident, began, clock.instant()));
    episode(trouble);
    write(trouble, "began", words);
    note(trouble, "runbook " + runbook.name() + " for " + monitored.target() + ": " + words);
    return trouble;
  }

  /// Whether the incident is one that was opened for a trouble.
  boolean isOurs(Incident incident) {
    return !arriving.isEmpty()
        && incidents.signals(incident.id(), MOST_SIGNALS).stream()
            .map(Signal::id)
            .anyMatch(arriving::contains);
  }

  void note(Trouble trouble, String words) {
    Note note = new Note(clock.instant(), Note.NAOSU, words);
    trouble.incidents().forEach(each -> incidents.note(each, note));
  }

  Trouble keep(Trouble trouble) {
    return troubles.keep(trouble);
  }

  /// Goes on to another phase, and tells so.
  Trouble go(Trouble trouble, Phase phase, String words) {
    Trouble gone = troubles.keep(trouble.in(phase, clock.instant(), false));
    episode(gone);
    write(gone, phase.name(), words);
    note(gone, words);
    return settle(gone, words);
  }

  /// For the figures.
  private void episode(Trouble trouble) {
    episodes.keep(
        new Episode(
            trouble.target().toString(),
            trouble.runbook(),
            trouble.began(),
            incidents.find(trouble.incident()).map(Incident::opened).orElse(trouble.began()),
            trouble.phase().isOver() ? Optional.of(trouble.changed()) : Optional.empty(),
            trouble.phase() == Phase.HELPED));
  }

  /// Tells its incidents how it stands, as far as they have come to know that it is ours.
  Trouble settle(Trouble trouble, String words) {
    Optional<Event> event =
        switch (trouble.phase()) {
          case HELPED, PASSED -> Optional.of(Event.RELIEVED);
          case ESCALATED -> Optional.of(Event.BEYOND_RUNTIME);
          case NOTICED, TREATED, ASKED, SHADOWED -> Optional.empty();
        };
    boolean isSettled = true;
    for (long id : trouble.incidents()) {
      // what is a matter of code goes its own way
      Optional<State> state =
          incidents.find(id).filter(each -> each.kind() == Signal.Kind.HEALTH).map(Incident::state);
      // what was handed to a person is told to be over, too
      Optional<State> to =
          event.flatMap(each -> state.flatMap(from -> Transitions.next(from, each)));
      boolean isOver = to.filter(each -> each == State.HEALED).isPresent();
      if (to.isPresent() && !(isOver && isElseIn(trouble, id))) {
        incidents.move(
            id,
            state.orElseThrow(),
            to.get(),
            shortened(words),
            new Note(clock.instant(), Note.NAOSU, to.get().words()));
      }
      isSettled &= state.filter(each -> each == State.OPEN).isEmpty();
    }
    boolean isLongAgo = trouble.changed().isBefore(clock.instant().minus(TELLING));
    return isSettled || isLongAgo ? troubles.keep(trouble.told()) : trouble;
  }

  /// Whether something else is still wrong in an incident.
  private boolean isElseIn(Trouble trouble, long incident) {
    return troubles.current().stream()
        .filter(each -> each.id() != trouble.id() && !each.phase().isOver())
        .anyMatch(each -> each.incidents().contains(incident));
  }

  /// Asks for a repair of the code.
  ///
  /// @return the incident of that, where one is open now
  OptionalLong codeCase(Trouble trouble, Runbook runbook, int times, List<Exhibit> evidence) {
    Instant now = clock.instant();
    StringBuilder message =
        new StringBuilder(runbook.title())
            .append(" in ")
            .append(trouble.target().whole())
            .append(": it came back, and healing it at runtime once more would only hide the cause")
            .append("\n")
            .append(times)
            .append(" times lately; see incident ")
            .append(trouble.incident());
    evidence.forEach(
        each -> message.append("\n").append(each.kind()).append(": ").append(each.summary()));
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put(Fingerprint.FINDING, hash(trouble.target().whole() + "\n" + trouble.runbook()));
    attributes.put("naosu.component", trouble.target().toString());
    attributes.put("naosu.runbook", trouble.runbook());
    Absorbed absorbed =
        intake.apply(
            new Signal(
                ID + "code-" + trouble.id(),
                Signal.Kind.FINDING,
                new Origin(trouble.target().service(), "", trouble.environment()),
                now,
                now,
                message.toString(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                attributes));
    return switch (absorbed) {
      case Absorbed.Opened(long id) -> OptionalLong.of(id);
      case Absorbed.Joined(long id) -> OptionalLong.of(id);
      case Absorbed.Duplicate() -> OptionalLong.empty();
      case Absorbed.Kept() -> OptionalLong.empty();
    };
  }

  private void write(Trouble trouble, String what, String words) {
    journal.append(
        new Entry(
            "trouble-" + trouble.id() + "-" + what + "-" + trouble.step(),
            clock.instant(),
            Note.NAOSU,
            "trouble: " + what,
            "incident " + trouble.incident(),
            trouble.runbook() + " of " + trouble.target() + ": " + words,
            List.of()));
  }

  private static String shortened(String words) {
    return words.length() <= MOST_REASON ? words : words.substring(0, MOST_REASON);
  }

  private static String hash(String text) {
    return Hash.of(text).hex().substring(0, DIGITS);
  }
}
