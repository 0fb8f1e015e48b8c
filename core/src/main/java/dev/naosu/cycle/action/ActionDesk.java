package dev.naosu.cycle.action;

import dev.naosu.access.Role;
import dev.naosu.cycle.action.Consents.Consent;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.learn.Trust;
import dev.naosu.learn.TrustLedger;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.ship.action.Deeds;
import dev.naosu.ship.action.LeaseKeeper;
import dev.naosu.ship.action.Question;
import dev.naosu.ship.action.Road.Outcome;
import dev.naosu.ship.action.Walker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Where people decide about actions. That they are who they say is settled before they come here;
/// what they may is settled here, and refusals are written down like everything else.
public final class ActionDesk implements Deciding {
  private static final int MOST_REASON = 1_000;

  /// Whoever approves hears what came of it when it takes no longer.
  private static final Duration WAIT = Duration.ofSeconds(8);

  private final Deeds deeds;
  private final Walker walker;
  private final LeaseKeeper keeper;
  private final Consents consents;
  private final TrustLedger ledger;
  private final Recess recess;
  private final Journal journal;
  private final ApprovalRules rules;
  private final Modes written;
  private final Executor executor;
  private final InstantSource clock;

  /// @param written modes that the configuration says
  /// @param executor does what was approved
  public ActionDesk(
      Deeds deeds,
      Walker walker,
      LeaseKeeper keeper,
      Consents consents,
      TrustLedger ledger,
      Recess recess,
      Journal journal,
      ApprovalRules rules,
      Modes written,
      Executor executor,
      InstantSource clock) {
    this.deeds = deeds;
    this.walker = walker;
    this.keeper = keeper;
    this.consents = consents;
    this.ledger = ledger;
    this.recess = recess;
    this.journal = journal;
    this.rules = rules;
    this.written = written;
    this.executor = executor;
    this.clock = clock;
  }

  /// What came of somebody's word.
  public sealed interface Answer {
    /// @param words what happened, in one sentence
    record Taken(String words) implements Answer {}

    /// @param outcome of what was approved
    record Carried(Outcome outcome) implements Answer {}

    record Unknown() implements Answer {}

    /// Nothing is asked now, or something else than what was seen.
    record Stale(String why) implements Answer {}

    /// Who decides must not.
    record Refused(String why) implements Answer {}
  }

  public Optional<Deed> find(long number) {
    return deeds.find(number);
  }

  /// The latest first.
  public List<Deed> latest(Optional<Long> before, int most) {
    return deeds.latest(before, most);
  }

  public List<Trust> trust() {
    return ledger.all();
  }

  /// What holds where nothing more is said.
  public Mode usualMode() {
    return written.usual();
  }

  /// Those of the configuration and those that people have set, the ones that name most first.
  public List<Modes.Rule> modes() {
    return written.with(ledger.set()).inOrder();
  }

  public Optional<Recess.Since> recess() {
    return recess.since();
  }

  /// Whose word it needs.
  public Quorum needs(Deed deed) {
    Quorum full = rules.quorum(deed.target().service(), 1);
    return deed.mode() == Mode.SUGGEST ? new Quorum(1, full.role()) : full;
  }

  @Override
  public Answer approve(long number, String seen, Decider decider, String reason)
      throws InterruptedException {
    Optional<Deed> found = deeds.find(number);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    Deed deed = found.get();
    Optional<Answer> not = notAsked(deed, seen, decider);
    if (not.isPresent()) {
      return not.get();
    }
    Quorum needs = needs(deed);
    if (!decider.role().covers(needs.role())) {
      return refused(
          deed,
          decider,
          "it needs "
              + needs.words()
              + ", and "
              + decider.name()
              + " has the role "
              + decider.role().word());
    }
    Instant now = clock.instant();
    write(deed, decider, "approved: " + deed.action(), reading(deed, seen, reason, now), "approve");
    List<Consent> all =
        consents.add(
            new Consent(number, seen, decider.human(), decider.name(), decider.role(), now));
    List<String> approvers = counting(all, needs);
    if (approvers.size() < needs.people()) {
      return new Answer.Taken(
          approvers.size() + " of " + needs.people() + " have approved; it needs " + needs.words());
    }
    return carriedOut(deed, approvers);
  }

  /// Who have said yes to what is asked now, of those whose word counts, the earliest first.
  public List<String> approvers(Deed deed) {
    return counting(consents.of(deed.number(), Question.seen(deed)), needs(deed));
  }

  private static List<String> counting(List<Consent> all, Quorum needs) {
    return all.stream()
        .filter(each -> each.role().covers(needs.role()))
        .map(Consent::name)
        .toList();
  }

  private Answer carriedOut(Deed deed, List<String> approvers) throws InterruptedException {
    FutureTask<Outcome> task = new FutureTask<>(() -> walker.carryOut(deed, approvers));
    executor.execute(task);
    try {
      return switch (task.get(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        case Outcome.Asked asked ->
            new Answer.Stale(
                "things have changed since you saw it; it is asked anew as action "
                    + asked.request());
        case Outcome other -> new Answer.Carried(other);
      };
    } catch (TimeoutException _) {
      return new Answer.Taken("action " + deed.number() + " is under way");
    } catch (ExecutionException e) {
      throw new IllegalStateException("action " + deed.number() + " broke", e);
    }
  }

  @Override
  public Answer deny(long number, String seen, Decider decider, String reason) {
    Optional<Deed> found = deeds.find(number);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    Deed deed = found.get();
    Optional<Answer> not = notAsked(deed, seen, decider);
    if (not.isPresent()) {
      return not.get();
    }
    Instant now = clock.instant();
    write(deed, decider, "denied: " + deed.action(), reading(deed, seen, reason, now), "deny");
    String words = decider.name() + " said no" + colon(shortened(reason));
    return deeds.answer(deed.in(Phase.DENIED, words, now))
        ? new Answer.Taken("action " + number + " is not done")
        : new Answer.Stale("somebody else has answered meanwhile");
  }

  private Optional<Answer> notAsked(Deed deed, String seen, Decider decider) {
    if (deed.phase() != Phase.ASKED) {
      return Optional.of(
          new Answer.Stale(
              "action "
                  + deed.number()
                  + ": "
                  + deed.phase().meaning()
                  + "; nothing is asked now"));
    }
    if (!Question.seen(deed).equals(seen)) {
      return Optional.of(
          new Answer.Stale("it is told differently by now; read it and decide again"));
    }
    if (rules.isBot(decider)) {
      return Optional.of(
          refused(deed, decider, decider.name() + " is a program that proposes: a person decides"));
    }
    return Optional.empty();
  }

  /// Puts back what stands.
  public Answer putBack(long number, Decider decider, String reason) throws InterruptedException {
    Optional<Deed> found = deeds.find(number);
    if (found.isEmpty()) {
      return new Answer.Unknown();
    }
    if (!found.get().stands()) {
      return new Answer.Stale("action " + number + ": nothing stands that could be put back");
    }
    write(found.get(), decider, "wants back: " + found.get().action(), shortened(reason), "back");
    return keeper
        .putBackNow(number, decider.name())
        .<Answer>map(Answer.Taken::new)
        .orElseGet(() -> new Answer.Stale("action " + number + " was put back meanwhile"));
  }

  /// Sets a mode. Whoever may stop naosu may set a lower one; more takes an approver, and what is
  /// done without asking has to have been earned.
  public Answer mode(Modes.Rule rule, Decider decider, String reason) {
    Mode before = written.with(ledger.set()).of(rule.action(), rule.service(), rule.environment());
    // what lost its trust and is said to be auto again is more than it was
    boolean isMore = rule.mode().isMoreThan(before) || rule.mode() == Mode.AUTO;
    if (isMore && !decider.role().covers(Role.APPROVER)) {
      return refusedMode(
          rule, decider, "more than " + before.word() + " is for approvers and admins to give");
    }
    if (isMore && rules.isBot(decider)) {
      return refusedMode(rule, decider, "programs that propose do not say what they may do");
    }
    Optional<String> against = isMore ? ledger.against(rule) : Optional.empty();
    if (against.isPresent()) {
      return refusedMode(rule, decider, against.get());
    }
    journal.append(modeEntry(rule, decider, "sets to " + rule.mode().word(), shortened(reason)));
    ledger.set(rule, decider.name());
    return new Answer.Taken(rule.words() + " is " + rule.mode().word() + " now");
  }

  /// Nothing is done to what runs until somebody ends it.
  public Answer pause(Decider decider, String reason) {
    Instant now = clock.instant();
    recess.begin(new Recess.Since(decider.name(), now, shortened(reason)));
    journal.append(recessEntry(decider, "pauses actions", reason, now));
    return new Answer.Taken("no action is done until somebody lets them go on");
  }

  public Answer goOn(Decider decider, String reason) {
    if (!decider.role().covers(Role.APPROVER)) {
      return new Answer.Refused("approvers and admins let actions go on");
    }
    journal.append(recessEntry(decider, "lets actions go on", reason, clock.instant()));
    recess.end();
    return new Answer.Taken("actions are done again");
  }

  private static Entry recessEntry(Decider decider, String what, String reason, Instant now) {
    return new Entry(
        "actions-" + what.replace(' ', '-') + "-" + now.toEpochMilli(),
        now,
        decider.name(),
        what,
        "naosu",
        shortened(reason),
        List.of());
  }

  private Answer refusedMode(Modes.Rule rule, Decider decider, String why) {
    journal.append(modeEntry(rule, decider, "was refused to set to " + rule.mode().word(), why));
    return new Answer.Refused(why);
  }

  private Entry modeEntry(Modes.Rule rule, Decider decider, String what, String detail) {
    Instant now = clock.instant();
    return new Entry(
        "mode-" + rule.words() + "-" + now.toEpochMilli(),
        now,
        decider.name(),
        what + ": " + rule.words(),
        "naosu",
        detail,
        List.of());
  }

  private Answer refused(Deed deed, Decider decider, String why) {
    write(deed, decider, "was refused: " + deed.action(), why, "refused");
    return new Answer.Refused(why);
  }

  private void write(Deed deed, Decider decider, String what, String detail, String step) {
    journal.append(
        new Entry(
            "action-" + deed.number() + "-" + step + "-" + decider.name(),
            clock.instant(),
            decider.name(),
            what,
            deed.subject(),
            detail,
            List.of(Question.seen(deed))));
  }

  private static String reading(Deed deed, String seen, String reason, Instant now) {
    return shortened(reason)
        + (reason.isBlank() ? "" : " ")
        + "(saw "
        + seen
        + ", asked "
        + deed.proposed()
        + ", decided "
        + Math.max(0, Duration.between(deed.proposed(), now).toSeconds())
        + " s later)";
  }

  private static String colon(String reason) {
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static String shortened(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MOST_REASON ? line : line.substring(0, MOST_REASON);
  }
}
