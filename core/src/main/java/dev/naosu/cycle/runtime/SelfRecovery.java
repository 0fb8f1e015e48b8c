package dev.naosu.cycle.runtime;

import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.cycle.incident.RuntimeHealing;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.runtime.Ladder.Grounds;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.detect.Signal;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.journal.Journal;
import dev.naosu.learn.Episodes;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Runbook;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.rollout.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The self-recovery loop: everything is measured, runbooks whose conditions last are begun, and
/// what they are for is seen through. What was going on when naosu ended goes on when it is there
/// again.
///
/// One component is treated for one trouble at a time: the second one often is a part of the first.
public final class SelfRecovery implements RuntimeHealing {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");

  private final Supplier<List<Monitored>> members;
  private final Measuring measuring;
  private final List<Runbook> runbooks;
  private final Answers answers;
  private final Troubles troubles;
  private final Casebook casebook;
  private final Ladder ladder;
  private final Histories histories;
  private final Executor treating;
  private final InstantSource clock;

  /// Numbers of troubles that are being treated.
  private final Set<Long> busy = ConcurrentHashMap.newKeySet();

  /// What was told already.
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /// Held while troubles begin: two who see the same begin one.
  private final ReentrantLock beginning = new ReentrantLock();

  /// Where it looks.
  ///
  /// @param members what there is now, by instance where there are several
  /// @param runbooks the more special ones first
  public record Eyes(
      Supplier<List<Monitored>> members,
      Measuring measuring,
      List<Runbook> runbooks,
      Collecting collecting) {
    public Eyes {
      runbooks = List.copyOf(runbooks);
    }
  }

  /// By what it acts.
  ///
  /// @param treating runs what may take long; each task ends by itself
  public record Hands(
      Catalogue catalogue,
      Road road,
      Answers answers,
      StopSwitch stop,
      Pause pause,
      Executor treating) {}

  /// Where it writes.
  ///
  /// @param intake keeps signals, and opens incidents for them
  public record Books(
      Incidents incidents,
      Function<Signal, Absorbed> intake,
      Troubles troubles,
      Exhibits exhibits,
      Episodes episodes,
      Journal journal,
      Redaction redaction) {}

  public SelfRecovery(Eyes eyes, Hands hands, Books books, Settings settings, InstantSource clock) {
    this.members = eyes.members();
    this.measuring = eyes.measuring();
    this.runbooks = eyes.runbooks();
    this.answers = hands.answers();
    this.troubles = books.troubles();
    this.casebook =
        new Casebook(
            books.incidents(),
            books.intake(),
            books.troubles(),
            books.episodes(),
            books.journal(),
            clock);
    this.ladder =
        new Ladder(
            casebook,
            hands.catalogue(),
            hands.road(),
            eyes.collecting(),
            books.exhibits(),
            books.redaction(),
            books.troubles(),
            hands.stop(),
            measuring,
            hands.pause(),
            settings,
            clock);
    this.histories = new Histories(settings.remembered());
    this.treating = hands.treating();
    this.clock = clock;
  }

  /// Looks at everything once. What takes long goes on after this returns.
  public void round() throws InterruptedException {
    List<Monitored> now = members.get();
    List<Target> targets = now.stream().map(Monitored::target).toList();
    measuring.measure(targets).forEach(histories::add);
    histories.keepOnly(Set.copyOf(targets));
    for (Trouble each : troubles.current()) {
      review(each, targets);
    }
    for (Monitored each : now) {
      for (Runbook runbook : fitting(each)) {
        if (histories.all(runbook.when(), each.target(), clock.instant()) == Truth.YES) {
          notice(each, runbook);
        }
      }
    }
    // what has just begun does not wait for the next round
    for (Trouble each : troubles.current()) {
      if (each.phase() == Phase.NOTICED) {
        treat(each);
      }
    }
  }

  /// Takes what others found, when a component of the service has a trouble that a runbook is for.
  @Override
  public Optional<String> take(Incident incident) throws InterruptedException {
    Optional<Trouble> own =
        troubles.current().stream()
            .filter(each -> each.incidents().contains(incident.id()))
            .findFirst();
    if (own.isPresent()) {
      return Optional.of(words(own.get()));
    }
    if (casebook.isOurs(incident)) {
      return Optional.of("a runbook sees to it");
    }
    String service = incident.origin().service();
    String environment = incident.origin().environment();
    List<Monitored> concerned =
        members.get().stream()
            .filter(each -> each.target().service().equals(service))
            .filter(each -> environment.isEmpty() || each.environment().equals(environment))
            .toList();
    List<Vitals> seen = measuring.measure(concerned.stream().map(Monitored::target).toList());
    beginning.lock();
    try {
      Optional<Trouble> near =
          troubles.current().stream()
              .filter(each -> !each.phase().isOver() && each.phase() != Phase.ESCALATED)
              .filter(each -> each.target().service().equals(service))
              .filter(each -> environment.isEmpty() || each.environment().equals(environment))
              .findFirst();
      if (near.isPresent()) {
        troubles.keep(near.get().also(incident.id()));
        return Optional.of(words(near.get()));
      }
      return began(incident, concerned, seen).map(SelfRecovery::words);
    } finally {
      beginning.unlock();
    }
  }

  private Optional<Trouble> began(Incident incident, List<Monitored> concerned, List<Vitals> seen) {
    for (int i = 0; i < concerned.size(); i++) {
      Monitored each = concerned.get(i);
      Vitals vitals = seen.get(i);
      Optional<Runbook> fits =
          fitting(each).stream()
              .filter(
                  runbook ->
                      runbook.when().stream().allMatch(when -> when.holds(vitals) == Truth.YES))
              .findFirst();
      if (fits.isPresent()) {
        return Optional.of(
            casebook.begin(
                each,
                fits.get(),
                incident.id(),
                incident.began(),
                values(fits.get().when(), Optional.of(vitals))));
      }
    }
    return Optional.empty();
  }

  private static String words(Trouble trouble) {
    return "runbook " + trouble.runbook() + " sees to " + trouble.target();
  }

  private List<Runbook> fitting(Monitored monitored) {
    return runbooks.stream().filter(each -> each.kinds().contains(monitored.kind())).toList();
  }

  private Optional<Runbook> runbook(String name) {
    return runbooks.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// Begins what is wrong with a component, unless that is seen to already.
  private void notice(Monitored monitored, Runbook runbook) {
    beginning.lock();
    try {
      List<Trouble> there =
          troubles.current().stream()
              .filter(each -> !each.phase().isOver())
              .filter(each -> each.target().whole().equals(monitored.target().whole()))
              .filter(each -> each.environment().equals(monitored.environment()))
              .toList();
      if (there.stream().anyMatch(each -> each.runbook().equals(runbook.name()))) {
        return;
      }
      if (isJustOver(monitored, runbook)) {
        return;
      }
      Optional<Trouble> first =
          there.stream().filter(each -> each.phase() != Phase.ESCALATED).findFirst();
      String words = values(runbook.when(), latest(monitored.target()));
      if (first.isPresent()) {
        if (told.add(first.get().id() + " " + runbook.name())) {
          casebook.note(first.get(), "also: " + runbook.title() + ", " + words);
        }
        return;
      }
      casebook.open(
          monitored, runbook, began(runbook), words, facts(runbook.when(), monitored.target()));
    } finally {
      beginning.unlock();
    }
  }

  /// What was measured before it was over says nothing of now.
  private boolean isJustOver(Monitored monitored, Runbook runbook) {
    Optional<Instant> measured = latest(monitored.target()).map(Vitals::at);
    return measured.isPresent()
        && troubles
            .since(
                monitored.target().whole(),
                runbook.name(),
                measured.get().minus(Duration.ofDays(1)))
            .stream()
            .anyMatch(each -> each.phase().isOver() && !each.changed().isBefore(measured.get()));
  }

  /// Since when its conditions have held, as far as that is known.
  private Instant began(Runbook runbook) {
    return clock
        .instant()
        .minus(
            runbook.when().stream()
                .map(Condition::lasting)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO));
  }

  private void review(Trouble trouble, List<Target> there) {
    if (!trouble.settled()) {
      casebook.settle(trouble, "runbook " + trouble.runbook() + ": " + ending(trouble));
    }
    if (trouble.phase().isOver() || busy.contains(trouble.id())) {
      return;
    }
    Optional<Runbook> runbook = runbook(trouble.runbook());
    if (runbook.isEmpty()) {
      casebook.go(trouble, Phase.PASSED, "runbook " + trouble.runbook() + " is off now");
    } else if (!there.contains(trouble.target())) {
      casebook.go(trouble, Phase.PASSED, trouble.target() + " is not there any more");
    } else if (histories.all(runbook.get().helped(), trouble.target(), clock.instant())
        == Truth.YES) {
      casebook.go(
          trouble,
          Phase.PASSED,
          "over: " + values(runbook.get().helped(), latest(trouble.target())));
    } else {
      goOn(trouble, runbook.get());
    }
  }

  private static String ending(Trouble trouble) {
    return trouble.tried().isEmpty() ? "nothing was done" : trouble.tried().getLast();
  }

  private void goOn(Trouble trouble, Runbook runbook) {
    switch (trouble.phase()) {
      case NOTICED, TREATED -> treat(trouble);
      case ASKED ->
          trouble
              .request()
              .flatMap(answers::of)
              .ifPresent(outcome -> ladder.answered(trouble, runbook, outcome));
      case SHADOWED, ESCALATED, HELPED, PASSED -> {
        // naosu does nothing more
      }
    }
  }

  private void treat(Trouble trouble) {
    Optional<Runbook> runbook = runbook(trouble.runbook());
    if (runbook.isEmpty() || !busy.add(trouble.id())) {
      return;
    }
    Grounds grounds = grounds(trouble, runbook.get());
    treating.execute(
        () -> {
          try {
            ladder.climb(trouble, runbook.get(), grounds);
          } catch (InterruptedException _) {
            // naosu ends; it goes on when it is there again
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.log(
                System.Logger.Level.WARNING,
                "runbook " + trouble.runbook() + " could not go on; tried again",
                e);
          } finally {
            busy.remove(trouble.id());
          }
        });
  }

  /// What the runbook saw, and what else is wrong with the service.
  private Grounds grounds(Trouble trouble, Runbook runbook) {
    Stream<String> own =
        runbook.when().stream().map(each -> each.vital() + " of " + trouble.target());
    Instant now = clock.instant();
    Stream<String> others =
        members.get().stream()
            .filter(each -> each.target().service().equals(trouble.target().service()))
            .flatMap(
                each ->
                    fitting(each).stream()
                        .filter(
                            other -> histories.all(other.when(), each.target(), now) == Truth.YES)
                        .flatMap(other -> other.when().stream())
                        .map(when -> when.vital() + " of " + each.target()));
    return new Grounds(
        runbook.title() + ": " + values(runbook.when(), latest(trouble.target())),
        Stream.concat(own, others).distinct().toList());
  }

  private Optional<Vitals> latest(Target target) {
    List<Vitals> history = histories.of(target);
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }

  private Map<String, String> facts(List<Condition> conditions, Target target) {
    Map<String, String> facts = new TreeMap<>();
    latest(target)
        .ifPresent(
            vitals ->
                conditions.forEach(
                    each ->
                        vitals
                            .of(each.vital())
                            .ifPresent(value -> facts.put(each.vital(), number(value)))));
    return facts;
  }

  /// Such as `disk.used is 91.2, above 85 for 120 s`.
  private static String values(List<Condition> conditions, Optional<Vitals> vitals) {
    return conditions.stream()
        .map(
            each -> {
              OptionalDouble value =
                  vitals.map(seen -> seen.of(each.vital())).orElse(OptionalDouble.empty());
              return each.vital()
                  + (value.isPresent() ? " is " + number(value.getAsDouble()) : " is unknown")
                  + ", "
                  + each.side().name().toLowerCase(Locale.ROOT)
                  + " "
                  + number(each.threshold())
                  + (each.lasting().isZero() ? "" : " for " + each.lasting().toSeconds() + " s");
            })
        .collect(Collectors.joining("; "));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
