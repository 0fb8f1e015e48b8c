package dev.naosu.cycle.incident;

import dev.naosu.cycle.incident.Causes.Estimate;
import dev.naosu.cycle.incident.Shipping.Offer;
import dev.naosu.cycle.incident.Shipping.Shipped;
import dev.naosu.cycle.incident.Shipping.Wish;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.fleet.Version;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.ship.rollout.RollingOut;
import dev.naosu.ship.rollout.RollingOut.Ending;
import dev.naosu.ship.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Walks one incident through its states, durably: killed anywhere and run again, it goes on where
/// it was.
///
/// In each state something is done or awaited, which gives an [Event]; [Transitions] says where
/// that leads. What is done in a state bears being done again.
public final class IncidentCycle {
  /// Signals that are looked at in one attempt.
  private static final int SIGNALS = 10;

  /// Good requests that a repair must not change.
  private static final int GOOD_REQUESTS = 60;

  /// How long to wait before asking again whether the budget allows an attempt.
  private static final Duration BUDGET_PAUSE = Duration.ofMinutes(1);

  /// So long after its opening there is more to say of its cause: metrics are told every minute.
  private static final Duration EVIDENCE = Duration.ofSeconds(60);

  /// The incident is in another state than the cycle went to.
  private static final String ELSEWHERE = "ELSEWHERE";

  /// Somebody decided about a repair that is not proposed any more.
  private static final String STALE = "STALE";

  /// Longer than anybody waits for a person.
  private static final Duration FOR_EVER = Duration.ofDays(3650);

  private final Incidents incidents;
  private final Treatments treatments;
  private final Shipping shipping;
  private final RollingOut rolling;
  private final RuntimeHealing runtime;
  private final Causes causes;
  private final Journal journal;
  private final StopSwitch stop;
  private final Policy policy;
  private final InstantSource clock;

  public IncidentCycle(
      Incidents incidents,
      Treatments treatments,
      Shipping shipping,
      RollingOut rolling,
      RuntimeHealing runtime,
      Causes causes,
      Journal journal,
      StopSwitch stop,
      Policy policy,
      InstantSource clock) {
    this.incidents = incidents;
    this.treatments = treatments;
    this.shipping = shipping;
    this.rolling = rolling;
    this.runtime = runtime;
    this.causes = causes;
    this.journal = journal;
    this.stop = stop;
    this.policy = policy;
    this.clock = clock;
  }

  /// Runs until the incident is in a final state. The store says where it is: a person may have
  /// ended it, and another build may have gone through other steps.
  ///
  /// @throws InterruptedException when the process ends; another one goes on
  public void run(long id, Steps steps) throws InterruptedException {
    Place place = Place.parse(steps.once("begin", () -> place(id)));
    for (int turn = 1; !place.state().isFinal(); turn++) {
      State from = place.state();
      int attempt = place.attempt() + (from == State.HEALING ? 1 : 0);
      String name = turn + " " + from;
      String said = event(id, from, name, attempt, steps);
      if (said.equals(ELSEWHERE)) {
        place = Place.parse(steps.once(name + " to where it is", () -> place(id)));
      } else {
        Event event = Event.valueOf(said);
        State to =
            Transitions.next(from, event)
                .orElseThrow(() -> new IllegalStateException(from + " does not know " + event));
        String moved = steps.once(name + " to " + to, () -> move(id, from, event, to).name());
        place = new Place(State.valueOf(moved), attempt);
      }
    }
    if (place.state() == State.ESCALATED || place.state() == State.HANDED_OVER) {
      explainOnceMore(id, steps);
    }
  }

  /// Whoever has to see to it now wants to know as much as there is to know.
  private void explainOnceMore(long id, Steps steps) {
    String left = steps.once("cause wait", () -> evidenceIn(id));
    if (left.isEmpty()) {
      return;
    }
    Duration wait = Duration.parse(left);
    if (!wait.isZero()) {
      steps.sleep(wait);
    }
    steps.once("last cause", () -> explain(id, "last"));
  }

  /// @return how long to wait for more evidence; empty where nobody explains anything
  private String evidenceIn(long id) {
    if (incidents.explanation(id).isEmpty()) {
      return "";
    }
    Duration left = Duration.between(clock.instant(), found(id).opened().plus(EVIDENCE));
    return left.isNegative()
        ? Duration.ZERO.toString()
        : left.compareTo(EVIDENCE) > 0 ? EVIDENCE.toString() : left.toString();
  }

  /// Keeps why an incident came about, as far as it is known now. Nothing else depends on it.
  ///
  /// @param occasion tells this time from others in the journal
  private String explain(long id, String occasion) throws InterruptedException {
    stop.awaitOff();
    Incident incident = found(id);
    return switch (causes.of(incident)) {
      case Estimate.Told(CauseReport report) -> {
        append("cause " + occasion, incident, "explains: " + report.summary(), List.of());
        boolean isNews =
            incidents
                .explanation(id)
                .filter(before -> before.summary().equals(report.summary()))
                .isEmpty();
        incidents.explained(id, report);
        if (isNews) {
          note(id, "why, as far as it can be told: " + report.summary());
        }
        yield "told";
      }
      case Estimate.NotTold(String why) -> {
        note(id, "why it came about could not be worked out: " + why);
        yield "not told";
      }
      case Estimate.Nobody _ -> "nobody";
    };
  }

  /// @param attempt how many attempts have ended
  private record Place(State state, int attempt) {
    static Place parse(String text) {
      String[] parts = text.split(" ");
      return new Place(State.valueOf(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  private String place(long id) {
    Incident incident = found(id);
    boolean underWay = incident.state() == State.HEALING && incident.attempts() > 0;
    return incident.state() + " " + (incident.attempts() - (underWay ? 1 : 0));
  }

  /// @return name of an event, or [#ELSEWHERE]
  private String event(long id, State state, String name, int attempt, Steps steps)
      throws InterruptedException {
    return switch (state) {
      case OPEN -> {
        rest(id, steps, name);
        steps.once(name + " cause", () -> explain(id, name));
        String said = steps.once(name, () -> act(id, state, attempt));
        if (said.equals(Event.TAKEN_UP.name())) {
          awaitBudget(steps, name);
        }
        yield said;
      }
      case HEALING -> {
        if (attempt > 1) {
          awaitBudget(steps, name);
        }
        yield steps.inTurn(name, () -> act(id, state, attempt));
      }
      case REVIEW, APPROVAL -> decided(id, state, name, attempt, steps);
      case PROVEN -> {
        steps.once(name + " cause", () -> explain(id, name));
        yield steps.once(name, () -> act(id, state, attempt));
      }
      case SHIPPING -> steps.once(name, () -> act(id, state, attempt));
      case MERGING -> steps.aside(name, () -> act(id, state, attempt));
      // not even the stop switch keeps from taking requests back
      case ROLLING_OUT, HELD -> steps.aside(name, () -> roll(id, state, attempt));
      case HEALED, ESCALATED, HANDED_OVER, CLOSED ->
          throw new IllegalStateException("nothing is done while " + state);
    };
  }

  /// Waits for what a person says about the repair that is proposed now.
  private String decided(long id, State state, String name, int attempt, Steps steps) {
    for (int round = 1; ; round++) {
      String numbered = name + (round == 1 ? "" : " " + round);
      String left = steps.once(numbered + " time", () -> timeLeft(id, state).toString());
      Optional<String> message = steps.await(Desk.DECISION, Duration.parse(left));
      String said = steps.once(numbered, () -> decision(id, state, message, attempt));
      if (!said.equals(STALE)) {
        return said;
      }
    }
  }

  private Duration timeLeft(long id, State state) {
    if (state == State.APPROVAL) {
      return FOR_EVER;
    }
    Duration left =
        Duration.between(clock.instant(), found(id).changed().plus(policy.reviewTime()));
    // a clock that was put back makes nobody wait longer
    return left.isNegative()
        ? Duration.ZERO
        : left.compareTo(policy.reviewTime()) > 0 ? policy.reviewTime() : left;
  }

  /// Waits while the cause is to be left alone.
  private void rest(long id, Steps steps, String name) {
    Duration wait = Duration.parse(steps.once(name + " cool-down", () -> coolDown(id).toString()));
    if (!wait.isZero()) {
      steps.sleep(wait);
    }
  }

  /// Waits for a turn in which the budget of the hour is not used up.
  private void awaitBudget(Steps steps, String name) {
    for (int round = 1; ; round++) {
      String free = steps.inTurn(name + " turn " + round, () -> hasBudget() ? "yes" : "no");
      if (free.equals("yes")) {
        return;
      }
      steps.sleep(BUDGET_PAUSE);
    }
  }

  private Duration coolDown(long id) {
    Instant now = clock.instant();
    Duration left =
        incidents
            .dealtWithBefore(id)
            .map(dealtWith -> Duration.between(now, dealtWith.plus(policy.coolDown())))
            .filter(rest -> !rest.isNegative())
            // a clock that was put back leaves no cause alone for longer
            .map(rest -> rest.compareTo(policy.coolDown()) > 0 ? policy.coolDown() : rest)
            .orElse(Duration.ZERO);
    if (!left.isZero()) {
      note(id, "the same cause was dealt with before; waits " + left.toSeconds() + " s");
    }
    return left;
  }

  private boolean hasBudget() {
    return incidents.attemptsSince(clock.instant().minus(Duration.ofHours(1)))
        < policy.healingsPerHour();
  }

  private String act(long id, State state, int attempt) throws InterruptedException {
    // here and not before: this may have waited long for its turn
    stop.awaitOff();
    Incident incident = found(id);
    if (incident.state() != state) {
      return ELSEWHERE;
    }
    return switch (state) {
      case OPEN -> triage(incident).name();
      case HEALING -> heal(incident, attempt).name();
      case PROVEN -> policy.gate(remedy(incident).confidence()).name();
      case SHIPPING -> ship(incident).name();
      case MERGING -> merging(incident, attempt);
      case REVIEW, APPROVAL, ROLLING_OUT, HELD, HEALED, ESCALATED, HANDED_OVER, CLOSED ->
          throw new IllegalStateException("nothing is done while " + state);
    };
  }

  private Event triage(Incident incident) throws InterruptedException {
    return switch (incident.kind()) {
      case HEALTH -> handOver(incident);
      case FINDING -> {
        note(incident.id(), "nothing fails that a repair could be proven by: look at its place");
        yield Event.TOO_COMPLEX;
      }
      case EXCEPTION, TEST_FAILURE, GOOD_REQUEST -> takeUp(incident);
    };
  }

  private Event handOver(Incident incident) throws InterruptedException {
    append("hand over", incident, "asks runtime healing", List.of());
    Optional<String> taken = runtime.take(incident);
    note(
        incident.id(),
        taken.orElse("not a matter of code, and no runbook is at hand for it: see to it"));
    return taken.isPresent() ? Event.NOT_CODE : Event.TOO_COMPLEX;
  }

  private Event takeUp(Incident incident) {
    Optional<Rollout> canary = rolling.broughtBy(incident.origin(), incident.fingerprint());
    if (canary.isPresent()) {
      note(
          incident.id(),
          "seen only in "
              + canary.get().candidate()
              + ", which incident "
              + canary.get().key().incident()
              + " tries out: that rollout sees to it");
      return Event.NOT_CODE;
    }
    if (incident.recurrence() >= policy.recurrences()) {
      note(
          incident.id(),
          "it came back "
              + incident.recurrence()
              + " times: repairing it once more would only hide the cause");
      return Event.TOO_COMPLEX;
    }
    return Event.TAKEN_UP;
  }

  private Event heal(Incident incident, int number) throws InterruptedException {
    List<Attempt> before =
        incidents.attempts(incident.id()).stream()
            .filter(attempt -> attempt.number() < number)
            .toList();
    Instant began = clock.instant();
    append("attempt " + number, incident, "looks for a repair", List.of());
    incidents.begin(incident.id(), number, began);
    Treated treated =
        treatments.treat(
            incident,
            incidents.signals(incident.id(), SIGNALS),
            incidents.goodRequests(incident.origin().service(), GOOD_REQUESTS),
            before,
            policy.searchTime(number),
            line -> note(incident.id(), line));
    Optional<Remedy> remedy =
        treated instanceof Treated.Repaired repaired
            ? Optional.of(repaired.remedy())
            : Optional.empty();
    incidents.end(incident.id(), attempt(number, began, treated), remedy);
    note(incident.id(), words(treated));
    boolean last = number >= policy.attempts();
    return switch (treated) {
      case Treated.Repaired _ -> Event.PROVED;
      case Treated.NotRepaired none -> none.again() && !last ? Event.FAILED : Event.GAVE_UP;
      case Treated.TooComplex(String _, double complexity) ->
          complexity > policy.mostComplex() || last ? Event.TOO_COMPLEX : Event.FAILED;
      case Treated.CouldNotRun _ -> Event.GAVE_UP;
    };
  }

  private Attempt attempt(int number, Instant began, Treated treated) {
    Optional<String> learnt =
        treated instanceof Treated.Repaired repaired
            ? Optional.of(repaired.remedy().diff())
            : Optional.empty();
    Optional<String> report =
        switch (treated) {
          case Treated.Repaired repaired -> Optional.of(repaired.report());
          case Treated.NotRepaired none -> Optional.of(none.report());
          case Treated.TooComplex _, Treated.CouldNotRun _ -> Optional.empty();
        };
    return new Attempt(number, began, clock.instant(), words(treated), learnt, report);
  }

  private static String words(Treated treated) {
    return switch (treated) {
      case Treated.Repaired(Remedy remedy, String _) ->
          String.format(
              Locale.ROOT,
              "a repair holds, confidence %.2f: %s (%s)",
              remedy.confidence(),
              remedy.description(),
              remedy.place());
      case Treated.NotRepaired(String why, boolean _, String _) -> "not repaired: " + why;
      case Treated.TooComplex(String why, double _) -> "too complex: " + why;
      case Treated.CouldNotRun(String why, String remedy) -> why + ". " + remedy;
    };
  }

  private Event ship(Incident incident) throws InterruptedException {
    Remedy remedy = remedy(incident);
    append("ship " + incident.attempts(), incident, "delivers", List.of(Desk.seen(remedy)));
    return switch (shipping.ship(incident, remedy)) {
      case Shipped.Delivered(String where, Optional<Version> version) -> {
        incidents.delivered(incident.id(), where);
        note(incident.id(), "delivered: " + where);
        yield version.isPresent() && isPlanned(incident, version.get())
            ? Event.SHIPPED
            : Event.NO_FLEET;
      }
      case Shipped.Offered(String where, String url) -> {
        incidents.delivered(incident.id(), where + ", " + url);
        note(incident.id(), "offered: " + where + ", " + url);
        yield Event.OFFERED;
      }
      case Shipped.Refused(String why, String advice) -> {
        note(incident.id(), "not delivered: " + why + ". " + advice);
        yield Event.NOT_SHIPPED;
      }
    };
  }

  /// @return whether the service has a fleet
  private boolean isPlanned(Incident incident, Version version) {
    String service = incident.origin().service();
    if (rolling.has(service)) {
      rolling.plan(key(incident), service, version);
      return true;
    }
    return false;
  }

  private static Rollout.Key key(Incident incident) {
    return new Rollout.Key(incident.id(), incident.attempts());
  }

  /// Waits for what people make of the offer.
  ///
  /// @return name of an event, or [#ELSEWHERE]
  private String merging(Incident offered, int attempt) throws InterruptedException {
    long id = offered.id();
    Remedy remedy = remedy(offered);
    String trouble = "";
    while (true) {
      stop.awaitOff();
      Incident incident = found(id);
      if (incident.state() != State.MERGING) {
        takeBack(incident, incident.reason());
        return ELSEWHERE;
      }
      Optional<Event> event =
          switch (shipping.look(incident, remedy)) {
            case Offer.Waiting _ -> Optional.empty();
            case Offer.Unreachable(String why) -> {
              if (!why.equals(trouble)) {
                note(id, why);
                trouble = why;
              }
              yield Optional.empty();
            }
            case Offer.Merged(String commit) -> {
              Version version = new Version(commit);
              note(id, "merged: " + version);
              yield Optional.of(isPlanned(incident, version) ? Event.MERGED : Event.NO_FLEET);
            }
            case Offer.Closed(String person, String why) -> {
              note(id, "closed there" + by(person) + colon(why));
              yield Optional.of(Event.CLOSED_THERE);
            }
            case Offer.Asked(Wish wish, String person, String why) ->
                Optional.of(asked(id, wish, person, why, attempt));
          };
      if (event.isPresent()) {
        return event.get().name();
      }
    }
  }

  private Event asked(long id, Wish wish, String person, String why, int attempt) {
    return switch (wish) {
      case RETRY -> {
        note(id, person + " wants another repair" + colon(why));
        yield attempt < policy.attempts() ? Event.SENT_BACK : Event.DENIED;
      }
      case STOP -> {
        note(id, person + " wants no repair by naosu" + colon(why));
        yield Event.DENIED;
      }
    };
  }

  private static String by(String person) {
    return person.isEmpty() ? "" : " by " + person;
  }

  private static String colon(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }

  /// @return name of an event, or [#ELSEWHERE]
  private String roll(long id, State state, int attempt) throws InterruptedException {
    Incident incident = found(id);
    if (incident.state() != state) {
      return ELSEWHERE;
    }
    Event event =
        switch (rolling.walk(key(incident), state == State.HELD, line -> note(id, line))) {
          case Ending.Promoted _ -> {
            shipping.settle(incident, remedy(incident)).ifPresent(line -> note(id, line));
            yield Event.PROMOTED;
          }
          case Ending.RolledBack(String why) -> {
            learn(incident, why);
            takeBack(incident, why);
            yield attempt < policy.attempts() ? Event.ROLLED_BACK : Event.TAKEN_BACK;
          }
          case Ending.Closed(String why) -> {
            takeBack(incident, why);
            yield Event.ENDED_BY_HAND;
          }
          case Ending.Held _ -> Event.UNDECIDED;
          case Ending.GoesOn _ -> Event.RESUMED;
        };
    return event.name();
  }

  /// The next attempt, and whoever reads of this one, shall know how it did in production.
  private void learn(Incident incident, String why) {
    incidents.attempts(incident.id()).stream()
        .filter(each -> each.number() == incident.attempts())
        .filter(each -> !each.result().endsWith(why))
        .findFirst()
        .ifPresent(
            each ->
                incidents.end(
                    incident.id(),
                    new Attempt(
                        each.number(),
                        each.began(),
                        each.ended(),
                        each.result() + "; in production: " + why,
                        each.learnt(),
                        each.report()),
                    incident.remedy()));
  }

  private void takeBack(Incident incident, String why) throws InterruptedException {
    shipping.takeBack(incident, remedy(incident), why).ifPresent(line -> note(incident.id(), line));
  }

  /// @return name of an event, [#ELSEWHERE] or [#STALE]
  private String decision(long id, State state, Optional<String> message, int attempt) {
    if (found(id).state() != state) {
      return ELSEWHERE;
    }
    if (message.isEmpty()) {
      // nobody approves by saying nothing
      return state == State.REVIEW ? Event.UNOPPOSED.name() : STALE;
    }
    String[] parts = message.get().split(" ", 3);
    if (!parts[1].equals(Desk.seen(remedy(found(id))))) {
      // said about a repair that was proposed before
      return STALE;
    }
    boolean last = attempt >= policy.attempts();
    Event event =
        switch (Desk.Verdict.valueOf(parts[0])) {
          case APPROVE -> Event.APPROVED;
          case SEND_BACK -> last ? Event.DENIED : Event.SENT_BACK;
          case DENY -> Event.DENIED;
        };
    return event.name();
  }

  /// @return where the incident is now: `to`, unless a person has ended it
  private State move(long id, State from, Event event, State to) {
    Incident incident = found(id);
    String why = reason(event, incident);
    if (incident.state() == to && from != to) {
      // the process ended between the move and the memory of it
      return to;
    }
    append(
        from + " " + event + " " + to + " " + incident.attempts(),
        incident,
        event + " → " + to,
        List.of());
    Note note =
        new Note(clock.instant(), Note.NAOSU, to.words() + (why.isEmpty() ? "" : ": " + why));
    return incidents.move(id, from, to, why, note) ? to : found(id).state();
  }

  private String reason(Event event, Incident incident) {
    return switch (event) {
      case TAKEN_UP, PROVED, SHIPPED, NO_FLEET, RESUMED -> "";
      case NOT_CODE -> "not a matter of code";
      case RELIEVED -> "well again";
      case BEYOND_RUNTIME -> "no runbook helped";
      case TOO_COMPLEX -> "a person should see to it";
      case FAILED -> "another attempt, with what was learnt";
      case GAVE_UP -> "no repair is good enough to propose";
      case SURE -> "confidence of at least " + policy.shipsFrom() + ": ships by itself";
      case LIKELY -> "ships in " + words(policy.reviewTime()) + " unless somebody objects";
      case UNSURE -> "confidence below " + policy.reviewFrom() + ": somebody must approve";
      case APPROVED -> "approved";
      case UNOPPOSED -> "nobody objected in " + words(policy.reviewTime());
      case SENT_BACK -> "another repair is wanted";
      case DENIED -> "denied";
      case NOT_SHIPPED -> "the repair could not be delivered";
      case OFFERED -> "waits for the people of its repository";
      case MERGED -> "merged";
      case CLOSED_THERE -> "its people did not want it";
      case PROMOTED, UNDECIDED, ROLLED_BACK, TAKEN_BACK ->
          rolling.find(key(incident)).map(Rollout::reason).orElse("");
      case ENDED_BY_HAND -> "closed by hand";
    };
  }

  private static String words(Duration time) {
    if (time.toHours() > 0) {
      return time.toHours() + " h";
    }
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  private void append(String key, Incident incident, String action, List<String> inputs) {
    journal.append(
        new Entry(
            incident.id() + " " + key,
            clock.instant(),
            Note.NAOSU,
            action,
            Desk.subject(incident.id()),
            incident.fingerprint().title(),
            inputs));
  }

  private void note(long id, String text) {
    incidents.note(id, new Note(clock.instant(), Note.NAOSU, text));
  }

  private Incident found(long id) {
    return incidents
        .find(id)
        .orElseThrow(() -> new IllegalStateException("incident " + id + " is gone"));
  }

  private static Remedy remedy(Incident incident) {
    return incident
        .remedy()
        .orElseThrow(
            () -> new IllegalStateException("incident " + incident.id() + " has no repair"));
  }
}
