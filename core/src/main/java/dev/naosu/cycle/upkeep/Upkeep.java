package dev.naosu.cycle.upkeep;

import dev.naosu.cycle.upkeep.Case.State;
import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.repair.upkeep.Appraiser.Finding;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Window;
import dev.naosu.ship.action.Road;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Looks at what wears out, and has done what is needed before it breaks: in a maintenance window,
/// over the road that everything takes, and looked at afterwards.
public final class Upkeep {
  private static final Duration WITHIN = Duration.ofMinutes(30);
  private static final Duration GROWN_WITHIN = Duration.ofDays(7);
  private static final double GROWN = 1.02;

  private final List<Sighting.Source> sources;
  private final Readings readings;
  private final Cases cases;
  private final Appraiser appraiser;
  private final Ways ways;
  private final List<Window> windows;
  private final InstantSource clock;

  /// How needs are met.
  ///
  /// @param catalogue all actions there are
  /// @param environment that a target runs in
  public record Ways(
      Catalogue catalogue, Road road, Updating updating, Function<Target, String> environment) {}

  /// @param windows in which naosu acts by itself; none: it only tells
  public Upkeep(
      List<Sighting.Source> sources,
      Readings readings,
      Cases cases,
      Appraiser appraiser,
      Ways ways,
      List<Window> windows,
      InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.readings = readings;
    this.cases = cases;
    this.appraiser = appraiser;
    this.ways = ways;
    this.windows = List.copyOf(windows);
    this.clock = clock;
  }

  /// Looks at everything, and keeps what is needed.
  public List<Finding> look() throws InterruptedException {
    List<Finding> findings = findings();
    Instant now = clock.instant();
    Map<String, Case> open = byName(cases.open());
    Set<Subject> seen = new HashSet<>();
    for (Finding finding : findings) {
      Subject subject = finding.sighting().subject();
      if (!(finding.sighting() instanceof Sighting.Unseen)) {
        seen.add(subject);
      }
      finding
          .need()
          .ifPresent(
              need -> {
                Case known = open.remove(need.name());
                if (known != null) {
                  cases.keep(known.seen(need));
                } else if (isNew(need)) {
                  cases.keep(Case.opened(need, now));
                }
              });
    }
    for (Case each : open.values()) {
      if (seen.contains(each.need().subject())) {
        settle(each, now);
      }
    }
    miss(now);
    plan();
    return findings;
  }

  /// When what is needed will be done; what a person has to do is among it.
  public Schedule plan() {
    Instant now = clock.instant();
    Map<String, Case> open = byName(cases.open());
    Schedule schedule = Schedule.of(open.values().stream().map(Case::need).toList(), windows, now);
    for (Schedule.Entry each : schedule.entries()) {
      Case known = open.get(each.need().name());
      Optional<Instant> begin = each.slot().map(Window.Opening::begin);
      if (known != null && !known.planned().equals(begin)) {
        cases.keep(known.plannedAt(begin));
      }
    }
    return schedule;
  }

  /// Does what is due now: what has its slot now, and was not tried in this one.
  ///
  /// @return what was tried
  public List<Case> work() throws InterruptedException {
    List<Case> tried = new ArrayList<>();
    Schedule schedule = plan();
    Set<String> touched = new HashSet<>();
    for (Schedule.Entry each : schedule.entries()) {
      Optional<Case> known = cases.latest(each.need().name());
      Instant now = clock.instant();
      boolean isDue =
          each.slot().filter(slot -> !slot.begin().isAfter(now)).isPresent()
              && each.need().touches().stream().noneMatch(touched::contains)
              && !(each.need().means() instanceof Means.ByPerson);
      if (isDue && known.filter(one -> isFresh(one, now)).isPresent()) {
        touched.addAll(each.need().touches());
        tried.add(meet(known.get()));
      }
    }
    return tried;
  }

  /// Meets a need now, because a person says so.
  ///
  /// @return empty when there is no such need
  public Optional<Case> run(String need) throws InterruptedException {
    Optional<Case> known = cases.latest(need).filter(each -> !each.state().isOver());
    return known.isPresent() ? Optional.of(meet(known.get())) : Optional.empty();
  }

  public Cases cases() {
    return cases;
  }

  public List<Window> windows() {
    return windows;
  }

  private List<Finding> findings() throws InterruptedException {
    // two ways may lead to the same thing, such as two libraries of one platform
    Map<String, Sighting> seen = new LinkedHashMap<>();
    for (Sighting.Source source : sources) {
      source.look().forEach(each -> seen.putIfAbsent(each.subject().word(), each));
    }
    List<Sighting> sightings = List.copyOf(seen.values());
    Instant now = clock.instant();
    Map<String, Double> values = new HashMap<>();
    for (Sighting each : sightings) {
      each.kept().forEach((name, value) -> values.put(each.subject().series() + name, value));
    }
    readings.add(now, values);
    return appraiser.appraise(sightings, readings, now);
  }

  /// A need that was missed is told once: it is another one when it has a date before it.
  private boolean isNew(Need need) {
    boolean isMissed =
        cases.latest(need.name()).filter(each -> each.state() == State.MISSED).isPresent();
    return !isMissed || need.until().filter(clock.instant()::isBefore).isPresent();
  }

  private void settle(Case gone, Instant now) {
    cases.keep(
        switch (gone.state()) {
          case ASKED, NOT_HELPED ->
              gone.in(State.DONE, now, gone.words() + "; it is not needed any more");
          case OPEN, DONE, MISSED, GONE ->
              gone.in(State.GONE, now, "it is not needed any more; naosu did nothing");
        });
  }

  private void miss(Instant now) {
    for (Case each : cases.open()) {
      if (each.until().filter(until -> !until.isAfter(now)).isPresent()
          && each.need().until().filter(until -> !until.isAfter(now)).isPresent()) {
        cases.keep(
            each.in(
                State.MISSED,
                now,
                each.words().isEmpty() ? "its date went by" : "its date went by: " + each.words()));
      }
    }
  }

  /// One try in a slot; what a person was asked is not asked again.
  private boolean isFresh(Case known, Instant now) {
    return known.state() == State.OPEN
        && known
            .tried()
            .filter(tried -> Duration.between(tried, now).compareTo(Duration.ofHours(12)) < 0)
            .isEmpty();
  }

  private Case meet(Case known) throws InterruptedException {
    Case begun = cases.keep(known.triedAt(clock.instant()));
    return cases.keep(
        switch (begun.need().means()) {
          case Means.ByPerson(String words) ->
              begun.in(State.ASKED, clock.instant(), "a person does it: " + words);
          case Means.Update update -> offered(begun, update);
          case Means.Act act -> acted(begun, act);
        });
  }

  private Case offered(Case begun, Means.Update update) throws InterruptedException {
    return switch (ways.updating().offer(update)) {
      case Updating.Offer.Offered(String words) -> begun.in(State.ASKED, clock.instant(), words);
      case Updating.Offer.Refused(String why) -> begun.in(State.OPEN, clock.instant(), why);
    };
  }

  private Case acted(Case begun, Means.Act act) throws InterruptedException {
    Optional<Action> action = ways.catalogue().find(act.action());
    if (action.isEmpty()) {
      return begun.in(
          State.OPEN,
          clock.instant(),
          "there is no action " + act.action() + " for " + act.target() + " here");
    }
    return switch (Arguments.read(action.get().traits().parameters(), act.arguments())) {
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          begun.in(State.OPEN, clock.instant(), String.join("; ", mistakes));
      case Arguments.Reading.Fit(Arguments arguments) -> {
        List<Finding> before = findings();
        Road.Outcome outcome =
            ways.road()
                .walk(
                    new Proposal(
                        new Order(
                            act.action(),
                            ways.environment().apply(act.target()),
                            act.target(),
                            arguments),
                        "prevention",
                        begun.need().title(),
                        signals(begun.need(), before),
                        List.of(),
                        WITHIN,
                        OptionalLong.empty()));
        yield concluded(begun, outcome, of(begun.need().subject(), before));
      }
    };
  }

  /// What was forecast, and for a disk that its files grow too, which another one counts.
  private List<String> signals(Need need, List<Finding> findings) {
    List<String> signals = new ArrayList<>(List.of("forecast of " + need.subject().series()));
    for (Finding each : findings) {
      if (each.sighting() instanceof Sighting.Logs logs
          && logs.subject().name().equals(need.subject().name())
          && !logs.subject().equals(need.subject())) {
        List<Reading> past =
            readings.of(logs.subject().series(), clock.instant().minus(GROWN_WITHIN));
        if (!past.isEmpty() && logs.bytes() > GROWN * past.getFirst().value()) {
          signals.add("files below " + logs.subject().name() + " grow");
        }
      }
    }
    return signals;
  }

  private static Optional<Finding> of(Subject subject, List<Finding> findings) {
    return findings.stream().filter(each -> each.sighting().subject().equals(subject)).findFirst();
  }

  private Case concluded(Case begun, Road.Outcome outcome, Optional<Finding> before)
      throws InterruptedException {
    Instant now = clock.instant();
    return switch (outcome) {
      case Road.Outcome.Helped(String words) -> verified(begun, words, before);
      case Road.Outcome.NoEffect(String words) -> begun.in(State.NOT_HELPED, now, words);
      case Road.Outcome.Harmed(String words) -> begun.in(State.NOT_HELPED, now, words);
      case Road.Outcome.Broke(String words, boolean _) -> begun.in(State.NOT_HELPED, now, words);
      case Road.Outcome.Shadowed(String words, var _) -> begun.in(State.OPEN, now, words);
      case Road.Outcome.Asked(String words, var _, String request) ->
          begun.in(State.ASKED, now, words + " (" + request + ")");
      case Road.Outcome.Unfit(String words) -> begun.in(State.OPEN, now, words);
      case Road.Outcome.Refused(String words, String _, boolean _) ->
          begun.in(State.OPEN, now, words);
    };
  }

  /// Measures anew: what was done counts only when it shows.
  private Case verified(Case begun, String words, Optional<Finding> before)
      throws InterruptedException {
    Optional<Finding> after = of(begun.need().subject(), findings());
    Instant now = clock.instant();
    if (after.isEmpty() || after.get().sighting() instanceof Sighting.Unseen) {
      return begun.in(
          State.NOT_HELPED, now, words + "; it cannot be measured now whether it helped");
    }
    boolean isBetter =
        before.isPresent() && isBetter(before.get().sighting(), after.get().sighting());
    boolean isGone = after.get().need().isEmpty();
    return begun.in(
        isBetter && (isGone || isPutOff(begun.need(), after.get().need().get()))
            ? State.DONE
            : State.NOT_HELPED,
        now,
        words + "; measured again: " + after.get().words());
  }

  /// Whether what wears out is less worn; where that is no number, whether there is something else
  /// to be seen.
  private static boolean isBetter(Sighting before, Sighting after) {
    return switch (after) {
      case Sighting.Level now ->
          before instanceof Sighting.Level then && now.value() < then.value();
      case Sighting.Logs now ->
          before instanceof Sighting.Logs then
              && (now.bytes() < then.bytes() || now.largestBytes() < then.largestBytes());
      case Sighting.Table now -> before instanceof Sighting.Table then && now.dead() < then.dead();
      case Sighting.Ending now ->
          before instanceof Sighting.Ending then && now.at().isAfter(then.at());
      case Sighting.Well _ -> true;
      case Sighting.Statement _, Sighting.Behind _, Sighting.Updates _ -> !after.equals(before);
      case Sighting.Unseen _ -> false;
    };
  }

  /// Whether there is more time than before.
  private static boolean isPutOff(Need before, Need after) {
    return before.until().isPresent()
        && (after.until().isEmpty() || after.until().get().isAfter(before.until().get()));
  }

  private static Map<String, Case> byName(List<Case> open) {
    return open.stream()
        .collect(
            Collectors.toMap(
                each -> each.need().name(),
                Function.identity(),
                (_, later) -> later,
                HashMap::new));
  }
}
