package dev.naosu.cycle.chaos;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.safety.Drill;
import dev.naosu.prove.safety.Drills;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import dev.naosu.ship.action.Road.Outcome;
import dev.naosu.ship.rollout.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Proves that an action can be put back on a service: it is done while everything is well, kept
/// for a moment, and put back; then everything has to be as before, also what undoing it goes by.
///
/// It walks the road of every remedy, with its locks and its lease: a naosu that dies in a drill
/// leaves nothing behind.
public final class UndoDrill {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final Catalogue catalogue;
  private final Vitals.Gauge gauge;
  private final Way way;
  private final Drills drills;
  private final Pause pause;
  private final InstantSource clock;

  public UndoDrill(
      Catalogue catalogue,
      Vitals.Gauge gauge,
      Way way,
      Drills drills,
      Pause pause,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.gauge = gauge;
    this.way = way;
    this.drills = drills;
    this.pause = pause;
    this.clock = clock;
  }

  /// How an action is done, and put back, on the word of whoever orders the drill.
  public interface Way {
    Outcome walk(Proposal proposal) throws InterruptedException;

    /// Puts back what stands of an order.
    ///
    /// @return what was done, in one sentence; empty when nothing stands
    Optional<String> putBack(Order order) throws InterruptedException;
  }

  /// What is drilled.
  ///
  /// @param steady holds for the target all the time
  /// @param hold how long the change is kept
  /// @param within how soon everything is as before
  public record Wish(Order order, List<Condition> steady, Duration hold, Duration within) {
    public Wish {
      steady = List.copyOf(steady);
      if (steady.isEmpty()) {
        throw new IllegalArgumentException("a drill has a steady state to compare with");
      }
    }
  }

  /// What came of it.
  public sealed interface Ending {
    /// It was kept, as passed or failed.
    record Drilled(Drill drill) implements Ending {}

    /// Nothing was proven, and nothing is left of it.
    record NotBegun(String why) implements Ending {}
  }

  /// @param person who orders it
  public Ending make(Wish wish, String person) throws InterruptedException {
    Order order = wish.order();
    Optional<Action> found = catalogue.find(order.action());
    if (found.isEmpty()) {
      return new Ending.NotBegun(
          "no action is called "
              + order.action()
              + "; there are "
              + catalogue.traits().stream().map(Traits::name).toList());
    }
    Action action = found.get();
    if (action.traits().undo() != Undo.LEASED) {
      return new Ending.NotBegun(nothingToDrill(action));
    }
    return switch (action.look(order)) {
      case Outlook.Unfit(String why) -> new Ending.NotBegun(why);
      case Outlook.Ready(Plan plan) -> walked(wish, action, plan, person);
    };
  }

  private Ending walked(Wish wish, Action action, Plan plan, String person)
      throws InterruptedException {
    Optional<String> unsteady = broken(wish);
    if (unsteady.isPresent()) {
      return new Ending.NotBegun("it is not steady before anything is done: " + unsteady.get());
    }
    Outcome outcome = way.walk(proposal(wish, person));
    return switch (outcome) {
      case Outcome.Helped(String words) -> kept(wish, action, plan, words);
      case Outcome.Harmed(String words) -> drilled(wish, false, words);
      case Outcome.Broke(String words, boolean _) -> drilled(wish, false, words);
      case Outcome.NoEffect _,
          Outcome.Shadowed _,
          Outcome.Asked _,
          Outcome.Unfit _,
          Outcome.Refused _ ->
          new Ending.NotBegun(outcome.words());
    };
  }

  private static String nothingToDrill(Action action) {
    String name = action.traits().name();
    return switch (action.traits().undo()) {
      case NOTHING_TO_UNDO -> name + " leaves nothing behind that would have to be put back";
      case NEVER -> name + " cannot be put back; no drill can prove that it can";
      case ON_REQUEST, LEASED ->
          name + " is not kept by a lease; it is put back by the action that turns it round";
    };
  }

  private static Proposal proposal(Wish wish, String person) {
    return new Proposal(
        wish.order(),
        "drill",
        "the undo of " + wish.order().action() + " is drilled, ordered by " + person,
        List.of("the word of " + person),
        wish.steady(),
        wish.hold(),
        OptionalLong.empty());
  }

  private Ending kept(Wish wish, Action action, Plan before, String done)
      throws InterruptedException {
    Optional<String> broken;
    Optional<String> back;
    try {
      broken = watched(wish);
    } finally {
      back = way.putBack(wish.order());
    }
    if (back.isEmpty()) {
      return drilled(wish, false, done + ", and nothing stood of it that could be put back");
    }
    Optional<String> after = settled(wish, action, before);
    if (after.isPresent()) {
      return drilled(wish, false, done + "; put back, and it is not as before: " + after.get());
    }
    return drilled(
        wish,
        true,
        done
            + broken.map(each -> ", which broke something (" + each + ")").orElse("")
            + "; put back, and everything is as before");
  }

  /// What was broken while it was kept.
  private Optional<String> watched(Wish wish) throws InterruptedException {
    Instant until = clock.instant().plus(wish.hold());
    Optional<String> broken = broken(wish);
    while (clock.instant().isBefore(until)) {
      pause.pause(GLANCE);
      broken = broken.isPresent() ? broken : broken(wish);
    }
    return broken;
  }

  /// What is not as before when time is up; empty as soon as everything is.
  private Optional<String> settled(Wish wish, Action action, Plan before)
      throws InterruptedException {
    Instant until = clock.instant().plus(wish.within());
    while (true) {
      Optional<String> wrong = broken(wish);
      if (wrong.isEmpty()) {
        wrong = changed(wish, action, before);
      }
      if (wrong.isEmpty() || !clock.instant().isBefore(until)) {
        return wrong;
      }
      pause.pause(GLANCE);
    }
  }

  /// Whether undoing it once more would bring back something else.
  private static Optional<String> changed(Wish wish, Action action, Plan before)
      throws InterruptedException {
    return switch (action.look(wish.order())) {
      case Outlook.Unfit(String why) -> Optional.of("it could not be done once more: " + why);
      case Outlook.Ready(Plan plan) ->
          plan.before().equals(before.before())
              ? Optional.empty()
              : Optional.of("it would go back to another state than before");
    };
  }

  private Optional<String> broken(Wish wish) throws InterruptedException {
    Vitals now = gauge.measure(wish.order().target());
    return wish.steady().stream()
        .filter(each -> each.holds(now) != Truth.YES)
        .map(
            each ->
                each.vital()
                    + " is "
                    + (now.of(each.vital()).isPresent()
                        ? Double.toString(now.of(each.vital()).getAsDouble())
                        : "not known"))
        .findFirst();
  }

  private Ending drilled(Wish wish, boolean passed, String words) {
    Drill drill =
        new Drill(
            wish.order().action(), wish.order().target().service(), clock.instant(), passed, words);
    drills.keep(drill);
    return new Ending.Drilled(drill);
  }
}
