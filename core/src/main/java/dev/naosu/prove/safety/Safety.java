package dev.naosu.prove.safety;

import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decides whether an action may be done now. Every rule is a method that refuses or does not; the
/// first that refuses is told.
public final class Safety {
  private static final Duration HOUR = Duration.ofHours(1);

  /// No cool-down grows beyond this.
  private static final int MOST_DOUBLINGS = 6;

  /// Fewer failures say nothing about a component.
  private static final int LEAST_FAILURES = 2;

  private final SafetyRules rules;
  private final Brake brake;
  private final Standing standing;
  private final Drills drills;
  private final Sickness.Round round;
  private final InstantSource clock;

  /// @param round looks at how many targets are sick
  public Safety(
      SafetyRules rules,
      Brake brake,
      Standing standing,
      Drills drills,
      Sickness.Round round,
      InstantSource clock) {
    this.rules = rules;
    this.brake = brake;
    this.standing = standing;
    this.drills = drills;
    this.round = round;
    this.clock = clock;
  }

  /// What is judged.
  private record Case(
      Proposal proposal, Traits traits, Plan plan, Limits limits, Past past, Instant now) {
    Order order() {
      return proposal.order();
    }
  }

  /// May refuse.
  @FunctionalInterface
  private interface Rule {
    Optional<Refusal> against(Case asked);
  }

  /// Which mode holds, and why.
  ///
  /// @param why it is not the one that was set, in one sentence; empty when it is
  public record Held(Mode mode, String why) {}

  public Limits limits(String action) {
    return rules.limits(action);
  }

  /// Why nothing may be done at all.
  public Optional<Refusal> held() {
    return brake.held().map(why -> new Refusal("stop", why, true, false));
  }

  /// The mode of an order: what was set, what the action has earned, and whether its undo was
  /// drilled.
  public Held mode(Order order, Traits traits) {
    Mode set = rules.modes().with(standing.set()).of(order);
    Mode most = standing.most(order);
    if (set.isMoreThan(most)) {
      return new Held(
          most,
          order.action()
              + " lost the trust to be done without asking on "
              + order.target().service());
    }
    if (set == Mode.AUTO) {
      Optional<String> undrilled = undrilled(order, traits);
      if (undrilled.isPresent()) {
        return new Held(Mode.APPROVE, undrilled.get());
      }
    }
    return new Held(set, "");
  }

  private Optional<String> undrilled(Order order, Traits traits) {
    Duration worth = rules.limits(order.action()).drilled();
    boolean canBeUndone = traits.undo() == Undo.LEASED || traits.undo() == Undo.ON_REQUEST;
    if (!canBeUndone || worth.isZero()) {
      return Optional.empty();
    }
    String what = "the undo of " + order.action() + " on " + order.target().service();
    Optional<Drill> last = drills.last(order.action(), order.target().service());
    if (last.isEmpty()) {
      return Optional.of(what + " was never drilled; naosu drill undo proves it");
    }
    if (!last.get().passed()) {
      return Optional.of(what + " failed its last drill");
    }
    return last.get().at().plus(worth).isBefore(clock.instant())
        ? Optional.of(what + " was not drilled for " + words(worth))
        : Optional.empty();
  }

  /// The first rule that refuses it.
  ///
  /// @param isApproved whether people who saw what speaks against it have said yes
  public Optional<Refusal> judge(
      Proposal proposal, Traits traits, Plan plan, Past past, boolean isApproved) {
    return refusals(proposal, traits, plan, past)
        .filter(each -> !(isApproved && each.person()))
        .findFirst();
  }

  /// What people should know who are asked to have it done all the same.
  public List<String> doubts(Proposal proposal, Traits traits, Plan plan, Past past) {
    return refusals(proposal, traits, plan, past)
        .filter(Refusal::person)
        .map(Refusal::why)
        .toList();
  }

  private Stream<Refusal> refusals(Proposal proposal, Traits traits, Plan plan, Past past) {
    Case asked =
        new Case(
            proposal, traits, plan, rules.limits(proposal.order().action()), past, clock.instant());
    return inOrder().stream().flatMap(rule -> rule.against(asked).stream());
  }

  /// What never changes stands before what passes by itself.
  private List<Rule> inOrder() {
    return List.of(
        _ -> held(),
        this::guarded,
        Safety::signals,
        Safety::share,
        Safety::halfDone,
        Safety::blocked,
        this::doubt,
        this::calendar,
        Safety::locked,
        Safety::standing,
        Safety::coolDown,
        Safety::errors,
        Safety::ramp,
        this::atOnce,
        Safety::perHour,
        this::allPerHour);
  }

  private Optional<Refusal> guarded(Case asked) {
    return rules.isGuarded(asked.order().target())
        ? never("protected", asked.order().target() + " is protected by the configuration")
        : Optional.empty();
  }

  private static Optional<Refusal> signals(Case asked) {
    int needed = Math.max(asked.limits().signals(), asked.traits().destructive() ? 2 : 0);
    int given = asked.proposal().signals().size();
    return given < needed
        ? later(
            "signals",
            asked.order().action()
                + (asked.traits().destructive() ? " loses something for good and" : "")
                + " needs "
                + needed
                + " independent signals, and there "
                + (given == 1 ? "is 1" : "are " + given))
        : Optional.empty();
  }

  /// What consists of one thing cannot be done in parts.
  private static Optional<Refusal> share(Case asked) {
    double others =
        asked
            .past()
            .running()
            .filter(each -> each.target().whole().equals(asked.order().target().whole()))
            .mapToDouble(each -> each.plan().share())
            .sum();
    double share = asked.plan().share();
    boolean isOneThing = others == 0 && asked.plan().touched().size() == 1;
    if (share == 0 || isOneThing || others + share <= asked.limits().share()) {
      return Optional.empty();
    }
    String why =
        String.format(
            Locale.ROOT,
            "%.0f %% of %s would be away at once, and at most %.0f %% may",
            100 * Math.min(1, others + share),
            asked.order().target().whole(),
            100 * asked.limits().share());
    return Optional.of(new Refusal("share", why, others > 0, false));
  }

  private static Optional<Refusal> halfDone(Case asked) {
    List<Deed> before = asked.past().of(asked.order().action(), asked.order().target());
    boolean isHalf = !before.isEmpty() && before.getFirst().phase() == Phase.HALF;
    return isHalf
        ? person(
            "half-done",
            asked.order().action()
                + " was half done on "
                + asked.order().target()
                + " before; somebody has to look first")
        : Optional.empty();
  }

  private static Optional<Refusal> blocked(Case asked) {
    int failures =
        Past.failuresInARow(asked.past().of(asked.order().action(), asked.order().target()));
    return failures >= asked.limits().failures()
        ? person(
            "blocked",
            asked.order().action()
                + " failed "
                + failures
                + " times in a row on "
                + asked.order().target())
        : Optional.empty();
  }

  private Optional<Refusal> doubt(Case asked) {
    Sickness seen = round.look();
    return seen.isDoubtful(rules.sick())
        ? later(
            "observer-doubt",
            seen.sick()
                + " of "
                + seen.all()
                + " targets look sick or cannot be seen: whoever looks is suspected, and nothing is"
                + " done")
        : Optional.empty();
  }

  private Optional<Refusal> calendar(Case asked) {
    return rules.calendar().against(asked.now()).flatMap(why -> later("calendar", why));
  }

  private static Optional<Refusal> locked(Case asked) {
    Set<String> wanted = new HashSet<>(asked.plan().touched());
    return asked
        .past()
        .running()
        .filter(each -> each.plan().touched().stream().anyMatch(wanted::contains))
        .findFirst()
        .flatMap(
            other ->
                later(
                    "locked",
                    "action " + other.number() + ", " + other.action() + ", is at the same thing"));
  }

  /// To put back two changes of one thing would put back the wrong state.
  private static Optional<Refusal> standing(Case asked) {
    return asked.past().of(asked.order().action(), asked.order().target()).stream()
        .filter(Deed::stands)
        .findFirst()
        .flatMap(
            other ->
                later(
                    "leased",
                    "action " + other.number() + " did that, and it stands until its lease ends"));
  }

  private static Optional<Refusal> coolDown(Case asked) {
    List<Deed> before = asked.past().of(asked.order().action(), asked.order().target());
    if (before.isEmpty()) {
      return Optional.empty();
    }
    int doublings = Math.min(MOST_DOUBLINGS, Past.failuresInARow(before));
    Duration pause = asked.limits().coolDown().multipliedBy(1L << doublings);
    Instant last = before.getFirst().ended().or(() -> before.getFirst().began()).orElseThrow();
    Instant over = last.plus(pause);
    return over.isAfter(asked.now())
        ? later(
            "cool-down",
            asked.order().action()
                + " was done on "
                + asked.order().target()
                + " a while ago; again from "
                + over)
        : Optional.empty();
  }

  private static Stream<Deed> lastHour(Case asked) {
    return asked.past().begunSince(asked.now().minus(HOUR));
  }

  private static Stream<Deed> alike(Case asked) {
    return lastHour(asked)
        .filter(each -> each.action().equals(asked.order().action()))
        .filter(each -> each.target().whole().equals(asked.order().target().whole()));
  }

  private static Optional<Refusal> errors(Case asked) {
    long failed = alike(asked).filter(each -> each.phase().isFailure()).count();
    long done = alike(asked).filter(each -> each.phase().isDone()).count();
    return failed >= LEAST_FAILURES && failed > asked.limits().errors() * done
        ? later(
            "errors",
            asked.order().action()
                + " failed on "
                + failed
                + " of "
                + done
                + " targets of "
                + asked.order().target().whole()
                + " within an hour")
        : Optional.empty();
  }

  /// One at first, then two, then four.
  private static Optional<Refusal> ramp(Case asked) {
    long good = alike(asked).filter(each -> each.phase() == Phase.HELPED).count();
    int width =
        Math.min(
            asked.limits().atOnce(), good < 1 ? 1 : good < 3 ? 2 : 4 + (int) (good - 3) / 4 * 4);
    long running = alike(asked).filter(Deed::isRunning).count();
    return running >= width
        ? later(
            "ramp",
            running
                + " of "
                + width
                + " at a time are under way on "
                + asked.order().target().whole()
                + "; more when they went well")
        : Optional.empty();
  }

  private Optional<Refusal> atOnce(Case asked) {
    long running = asked.past().running().count();
    return running >= rules.atOnce()
        ? later("at-once", running + " actions are under way, which is as many as may be")
        : Optional.empty();
  }

  private static Optional<Refusal> perHour(Case asked) {
    long done =
        lastHour(asked).filter(each -> each.action().equals(asked.order().action())).count();
    return done >= asked.limits().perHour()
        ? Optional.of(
            new Refusal(
                "per-hour",
                asked.order().action() + " was done " + done + " times within an hour",
                true,
                true))
        : Optional.empty();
  }

  private Optional<Refusal> allPerHour(Case asked) {
    long done = lastHour(asked).count();
    return done >= rules.perHour()
        ? Optional.of(
            new Refusal("all-per-hour", done + " actions were done within an hour", true, true))
        : Optional.empty();
  }

  private static Optional<Refusal> never(String rule, String why) {
    return Optional.of(new Refusal(rule, why, false, false));
  }

  private static Optional<Refusal> later(String rule, String why) {
    return Optional.of(new Refusal(rule, why, true, false));
  }

  private static Optional<Refusal> person(String rule, String why) {
    return Optional.of(new Refusal(rule, why, false, true));
  }

  private static String words(Duration time) {
    return time.toDays() > 0 ? time.toDays() + " days" : time.toHours() + " hours";
  }
}
