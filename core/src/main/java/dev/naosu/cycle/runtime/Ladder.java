package dev.naosu.cycle.runtime;

import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.runtime.Collecting.Piece;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Runbook;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.action.Road.Outcome;
import dev.naosu.ship.rollout.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Takes the steps of a runbook, one after the other: does one, sees whether it helped, and only
/// then thinks of the next.
final class Ladder {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final Casebook casebook;
  private final Catalogue catalogue;
  private final Road road;
  private final Collecting collecting;
  private final Exhibits exhibits;
  private final Redaction redaction;
  private final Troubles troubles;
  private final StopSwitch stop;
  private final Measuring measuring;
  private final Pause pause;
  private final Settings settings;
  private final InstantSource clock;

  Ladder(
      Casebook casebook,
      Catalogue catalogue,
      Road road,
      Collecting collecting,
      Exhibits exhibits,
      Redaction redaction,
      Troubles troubles,
      StopSwitch stop,
      Measuring measuring,
      Pause pause,
      Settings settings,
      InstantSource clock) {
    this.casebook = casebook;
    this.catalogue = catalogue;
    this.road = road;
    this.collecting = collecting;
    this.exhibits = exhibits;
    this.redaction = redaction;
    this.troubles = troubles;
    this.stop = stop;
    this.measuring = measuring;
    this.pause = pause;
    this.settings = settings;
    this.clock = clock;
  }

  /// What asks for a step: the runbook's own observations, and others that agree.
  ///
  /// @param reason in one sentence
  /// @param signals by what observed them
  record Grounds(String reason, List<String> signals) {
    Grounds {
      signals = List.copyOf(signals);
    }
  }

  /// Goes as far as it can now.
  void climb(Trouble trouble, Runbook runbook, Grounds grounds) throws InterruptedException {
    Trouble current = trouble;
    if (current.phase() == Phase.NOTICED) {
      Optional<Trouble> prepared = prepared(current, runbook);
      if (prepared.isEmpty()) {
        return;
      }
      current = prepared.get();
    } else if (current.underWay()) {
      String words =
          name(runbook, current)
              + ": naosu ended while it was under way; it is not done a second time";
      casebook.note(current, words);
      current = casebook.keep(current.tried(words).next());
    }
    while (current.phase() == Phase.TREATED) {
      if (stop.isOn()) {
        return;
      }
      if (current.step() >= runbook.steps().size()) {
        escalate(current, "no step of runbook " + runbook.name() + " helped");
        return;
      }
      Optional<Trouble> next = step(current, runbook, grounds);
      if (next.isEmpty()) {
        return;
      }
      current = next.get();
    }
  }

  /// Goes on with what came of a step that a person was asked about.
  void answered(Trouble trouble, Runbook runbook, Outcome outcome) {
    take(trouble, runbook, outcome);
  }

  /// Evidence comes before anything is changed.
  ///
  /// @return empty when naosu should do no more
  private Optional<Trouble> prepared(Trouble trouble, Runbook runbook) throws InterruptedException {
    if (stop.isOn()) {
      return Optional.empty();
    }
    List<Exhibit> evidence = evidence(trouble, runbook);
    long healed =
        troubles
            .since(
                trouble.target().whole(),
                trouble.runbook(),
                clock.instant().minus(settings.recurrenceTime()))
            .stream()
            .filter(each -> each.id() != trouble.id() && each.phase() == Phase.HELPED)
            .count();
    if (healed + 1 >= settings.recurrences()) {
      OptionalLong ticket = casebook.codeCase(trouble, runbook, (int) healed + 1, evidence);
      escalate(
          trouble,
          "it was healed at runtime "
              + healed
              + " times lately and came back: once more would only hide the cause"
              + (ticket.isPresent()
                  ? "; incident " + ticket.getAsLong() + " asks for a repair of its code"
                  : ""));
      return Optional.empty();
    }
    return Optional.of(
        casebook.keep(trouble.in(Phase.TREATED, clock.instant(), trouble.settled())));
  }

  private List<Exhibit> evidence(Trouble trouble, Runbook runbook) throws InterruptedException {
    List<Exhibit> found = new ArrayList<>();
    List<Piece> pieces = collecting.collect(runbook.evidence(), trouble.target());
    for (int i = 0; i < pieces.size(); i++) {
      String kind = runbook.evidence().get(i);
      switch (pieces.get(i)) {
        case Piece.Found piece -> {
          Exhibit exhibit = Exhibit.of(kind, trouble.target(), clock.instant(), piece, redaction);
          exhibits.attach(trouble.incident(), exhibit);
          casebook.note(trouble, "evidence, " + kind + ": " + exhibit.summary());
          found.add(exhibit);
        }
        case Piece.Missing(String why) ->
            casebook.note(trouble, "evidence, " + kind + ": none, " + why);
      }
    }
    return found;
  }

  /// @return empty when the rest is for later
  private Optional<Trouble> step(Trouble trouble, Runbook runbook, Grounds grounds)
      throws InterruptedException {
    Runbook.Step step = runbook.steps().get(trouble.step());
    Optional<Action> action = catalogue.find(step.action());
    if (action.isEmpty()) {
      return Optional.of(next(trouble, runbook, "is not set up here"));
    }
    return switch (Arguments.read(action.get().traits().parameters(), step.arguments())) {
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          Optional.of(next(trouble, runbook, "is told wrongly: " + String.join("; ", mistakes)));
      case Arguments.Reading.Fit(Arguments arguments) -> {
        Target target =
            step.component().isEmpty()
                ? trouble.target()
                : new Target(trouble.target().service(), step.component(), "");
        Trouble begun = casebook.keep(trouble.beginning());
        Outcome walked =
            road.walk(
                new Proposal(
                    new Order(step.action(), trouble.environment(), target, arguments),
                    "runbook " + runbook.name(),
                    grounds.reason(),
                    grounds.signals(),
                    // what is looked at afterwards is the target of the order
                    target.equals(trouble.target()) ? runbook.helped() : List.of(),
                    step.within(),
                    OptionalLong.of(trouble.incident())));
        Outcome outcome =
            target.equals(trouble.target()) ? walked : seenThere(walked, trouble, runbook, step);
        yield take(begun, runbook, outcome);
      }
    };
  }

  /// The road has looked at what it changed; whether that helped shows at what is in trouble.
  private Outcome seenThere(Outcome outcome, Trouble trouble, Runbook runbook, Runbook.Step step)
      throws InterruptedException {
    if (!(outcome instanceof Outcome.Helped(String words))) {
      return outcome;
    }
    Instant end = clock.instant().plus(step.within());
    List<Vitals> seen = new ArrayList<>();
    while (true) {
      seen.addAll(measuring.measure(List.of(trouble.target())));
      Instant now = clock.instant();
      if (runbook.helped().stream().allMatch(each -> each.holds(seen, now) == Truth.YES)) {
        return outcome;
      }
      if (!now.isBefore(end)) {
        return new Outcome.NoEffect(words);
      }
      pause.pause(GLANCE);
    }
  }

  /// @return empty when the rest is for later
  private Optional<Trouble> take(Trouble trouble, Runbook runbook, Outcome outcome) {
    String name = name(runbook, trouble);
    return switch (outcome) {
      case Outcome.Helped(String words) -> {
        casebook.go(
            trouble.tried(name + " helped: " + words), Phase.HELPED, name + " helped: " + words);
        yield Optional.empty();
      }
      case Outcome.NoEffect(String words) ->
          Optional.of(next(trouble, runbook, "did not help: " + words));
      case Outcome.Harmed(String words) -> {
        escalate(trouble.tried(name + " harmed: " + words), name + " harmed: " + words);
        yield Optional.empty();
      }
      case Outcome.Broke(String words, boolean half) -> {
        if (!half) {
          yield Optional.of(next(trouble, runbook, "failed: " + words));
        }
        escalate(
            trouble.tried(name + " broke: " + words),
            name + " broke half-way, somebody has to look: " + words);
        yield Optional.empty();
      }
      case Outcome.Shadowed(String words, _) -> {
        casebook.go(trouble.tried(name + ", in shadow: " + words), Phase.SHADOWED, words);
        yield Optional.empty();
      }
      case Outcome.Asked(String words, _, String request) -> {
        if (!trouble.request().equals(Optional.of(request))) {
          casebook.note(trouble, words);
        }
        casebook.keep(trouble.asking(request, clock.instant()));
        yield Optional.empty();
      }
      case Outcome.Unfit(String words) ->
          Optional.of(next(trouble, runbook, "does not fit: " + words));
      case Outcome.Refused(String words, _, boolean later) -> {
        if (!later) {
          yield Optional.of(next(trouble, runbook, "is refused: " + words));
        }
        yield deferred(trouble, runbook, words);
      }
    };
  }

  private Optional<Trouble> deferred(Trouble trouble, Runbook runbook, String words) {
    if (trouble.began().plus(settings.patience()).isBefore(clock.instant())) {
      return Optional.of(next(trouble, runbook, "is still refused: " + words));
    }
    String line = name(runbook, trouble) + " has to wait: " + words;
    Trouble waiting =
        trouble.phase() == Phase.TREATED
            ? trouble.waiting()
            : trouble.in(Phase.TREATED, clock.instant(), trouble.settled());
    if (trouble.tried().contains(line)) {
      casebook.keep(waiting);
    } else {
      casebook.note(trouble, line);
      casebook.keep(waiting.tried(line));
    }
    return Optional.empty();
  }

  private Trouble next(Trouble trouble, Runbook runbook, String what) {
    String line = name(runbook, trouble) + " " + what;
    casebook.note(trouble, line);
    return casebook.keep(
        trouble.tried(line).next().in(Phase.TREATED, clock.instant(), trouble.settled()));
  }

  private void escalate(Trouble trouble, String why) {
    casebook.go(
        trouble,
        Phase.ESCALATED,
        why + (trouble.tried().isEmpty() ? "" : ". Tried: " + String.join(". ", trouble.tried())));
  }

  private static String name(Runbook runbook, Trouble trouble) {
    return trouble.step() < runbook.steps().size()
        ? "step " + (trouble.step() + 1) + ", " + runbook.steps().get(trouble.step()).action()
        : "step " + (trouble.step() + 1);
  }
}
