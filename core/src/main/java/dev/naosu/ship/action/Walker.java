package dev.naosu.ship.action;

import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Hash;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Past;
import dev.naosu.prove.safety.Refusal;
import dev.naosu.prove.safety.Safety;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import dev.naosu.ship.rollout.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Walks with a proposal: look, judge, write down, do, see whether it helped, put back what harmed.
///
/// Its order is what makes it safe: nothing is done before it is in the journal, and nothing that
/// can be put back is done before a lease says how.
public final class Walker implements Road {
  private static final System.Logger LOG = System.getLogger("dev.naosu.ship.action");
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /// After its deadline, nobody is at a deed any more.
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final String NAOSU = "naosu";

  private final Catalogue catalogue;
  private final Vitals.Gauge gauge;
  private final Safety safety;
  private final Deeds deeds;
  private final Leases leases;
  private final Lessons lessons;
  private final Journal journal;
  private final Pager pager;
  private final Duration questions;
  private final Pause pause;
  private final InstantSource clock;
  private final String owner;

  /// A person is called once for a journal that cannot be written, not once for each proposal.
  private final AtomicBoolean isMute = new AtomicBoolean();

  /// @param gauge measures whatever it is asked about
  /// @param questions how long a person is asked
  /// @param owner name of this process, the same after a restart
  public Walker(
      Catalogue catalogue,
      Vitals.Gauge gauge,
      Safety safety,
      Deeds deeds,
      Leases leases,
      Lessons lessons,
      Journal journal,
      Pager pager,
      Duration questions,
      Pause pause,
      InstantSource clock,
      String owner) {
    this.catalogue = catalogue;
    this.gauge = gauge;
    this.safety = safety;
    this.deeds = deeds;
    this.leases = leases;
    this.lessons = lessons;
    this.journal = journal;
    this.pager = pager;
    this.questions = questions;
    this.pause = pause;
    this.clock = clock;
    this.owner = owner;
  }

  @Override
  public Outcome walk(Proposal proposal) throws InterruptedException {
    try {
      return walked(proposal);
    } catch (JournalUnavailable e) {
      return unwritable(e);
    }
  }

  private Outcome walked(Proposal proposal) throws InterruptedException {
    Order order = proposal.order();
    Optional<Action> found = catalogue.find(order.action());
    if (found.isEmpty()) {
      return new Outcome.Unfit("no action is called " + order.action());
    }
    Action action = found.get();
    Safety.Held held = safety.mode(order, action.traits());
    if (held.mode() == Mode.OFF) {
      return new Outcome.Refused(order.action() + " is off for " + order.target(), "mode", false);
    }
    Optional<Refusal> stopped = safety.held();
    if (stopped.isPresent()) {
      return refused(stopped.get());
    }
    Optional<Deed> same = same(order);
    if (same.isPresent() && same.get().stands()) {
      return renewed(same.get());
    }
    return switch (looked(action, order)) {
      case Outlook.Unfit(String why) -> new Outcome.Unfit(why);
      case Outlook.Ready(Plan plan) -> ready(proposal, action, plan, held, same);
    };
  }

  /// What cannot be looked at is not done; whoever proposed it hears why, and goes on.
  private static Outlook looked(Action action, Order order) throws InterruptedException {
    try {
      return action.look(order);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, order + " could not be looked at", e);
      return new Outlook.Unfit("it could not be looked at: " + e);
    }
  }

  private Outcome ready(
      Proposal proposal, Action action, Plan plan, Safety.Held held, Optional<Deed> same)
      throws InterruptedException {
    return switch (held.mode()) {
      case OFF -> throw new IllegalStateException("what is off is not looked at");
      case SHADOW -> shadowed(proposal, action, plan, same);
      case SUGGEST, APPROVE -> asked(proposal, action, plan, held, same);
      case AUTO -> done(fresh(proposal, plan, Mode.AUTO, List.of()), action, plan, List.of());
    };
  }

  /// The same order, asked for, recorded lately or standing.
  private Optional<Deed> same(Order order) {
    Instant lately = clock.instant().minus(questions);
    return deeds.past().deeds().stream()
        .filter(each -> each.proposal().order().equals(order))
        .filter(
            each ->
                each.phase() == Phase.ASKED
                    || each.stands()
                    || each.phase() == Phase.SHADOWED && each.proposed().isAfter(lately))
        .reduce((_, later) -> later);
  }

  private Outcome renewed(Deed deed) throws InterruptedException {
    Instant until = clock.instant().plus(safety.limits(deed.action()).lease());
    leases.write(
        new Lease(deed.number(), deed.proposal().order(), deed.plan().before(), until, true));
    deeds.keep(deed.leased(until));
    Sight sight = sight(deed.proposal());
    String words = "action " + deed.number() + " did that, and stands until " + until;
    return sight.isGood(List.of(sight.before()), clock.instant()) == Truth.YES
        ? new Outcome.Helped(words)
        : new Outcome.NoEffect(words);
  }

  private Outcome shadowed(Proposal proposal, Action action, Plan plan, Optional<Deed> same) {
    if (same.isPresent()) {
      return new Outcome.Shadowed(same.get().words(), plan);
    }
    Past past = deeds.past();
    String words =
        safety
            .judge(proposal, action.traits(), plan, past, false)
            .map(refusal -> "would have been refused: " + refusal.why())
            .orElse("would have been done: " + plan.words());
    Deed deed =
        deeds.keep(
            fresh(proposal, plan, Mode.SHADOW, List.of())
                .in(Phase.SHADOWED, words, clock.instant()));
    write(deed, "shadow", "would do: " + deed.action(), words);
    return new Outcome.Shadowed(words, plan);
  }

  private Outcome asked(
      Proposal proposal, Action action, Plan plan, Safety.Held held, Optional<Deed> same) {
    if (same.filter(each -> each.phase() == Phase.ASKED).isPresent()) {
      Deed open = same.get();
      return new Outcome.Asked(question(open), open.plan(), Long.toString(open.number()));
    }
    Past past = deeds.past();
    Traits traits = action.traits();
    Optional<Refusal> refusal = safety.judge(proposal, traits, plan, past, true);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    List<String> doubts = new ArrayList<>(safety.doubts(proposal, traits, plan, past));
    if (!held.why().isEmpty()) {
      doubts.add(held.why());
    }
    if (traits.undo() == Undo.NEVER) {
      doubts.add("it cannot be undone");
    }
    Deed deed = deeds.keep(ask(fresh(proposal, plan, held.mode(), doubts)));
    write(deed, "ask", "asks for: " + deed.action(), plan.words());
    return new Outcome.Asked(question(deed), plan, Long.toString(deed.number()));
  }

  private Deed ask(Deed deed) {
    return deed.leased(deed.proposed().plus(questions));
  }

  private static String question(Deed deed) {
    return "somebody is asked about action " + deed.number() + ": " + deed.plan().words();
  }

  private Deed fresh(Proposal proposal, Plan plan, Mode mode, List<String> doubts) {
    return new Deed(
        0,
        proposal,
        plan,
        mode,
        Phase.ASKED,
        "waits for a word",
        doubts,
        List.of(),
        clock.instant(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        owner);
  }

  /// Does what was asked for, if it is still what people saw.
  ///
  /// @param asked still asked for
  /// @param approvers who have said yes
  public Outcome carryOut(Deed asked, List<String> approvers) throws InterruptedException {
    try {
      return carriedOut(asked, approvers);
    } catch (JournalUnavailable e) {
      return unwritable(e);
    }
  }

  private Outcome carriedOut(Deed asked, List<String> approvers) throws InterruptedException {
    Optional<Action> action = catalogue.find(asked.action());
    if (action.isEmpty()) {
      return withdrawn(asked, "no action is called " + asked.action() + " any more");
    }
    Safety.Held held = safety.mode(asked.proposal().order(), action.get().traits());
    if (!held.mode().asks() && held.mode() != Mode.AUTO) {
      return new Outcome.Refused(
          asked.action() + " is " + held.mode().word() + " by now", "mode", false);
    }
    return switch (looked(action.get(), asked.proposal().order())) {
      case Outlook.Unfit(String why) -> withdrawn(asked, why);
      case Outlook.Ready(Plan plan) ->
          Question.of(asked.proposal(), plan).equals(Question.of(asked.proposal(), asked.plan()))
              ? done(asked, action.get(), plan, approvers)
              : askedAnew(asked, action.get(), plan, held);
    };
  }

  private Outcome withdrawn(Deed asked, String why) {
    deeds.answer(asked.in(Phase.STALE, why, clock.instant()));
    return new Outcome.Unfit(why);
  }

  private Outcome askedAnew(Deed asked, Action action, Plan plan, Safety.Held held) {
    String why = "things have changed since it was asked; it is asked anew as they are now";
    if (deeds.answer(asked.in(Phase.STALE, why, clock.instant()))) {
      write(asked, "stale", "asks anew: " + asked.action(), why);
    }
    return asked(asked.proposal(), action, plan, held, Optional.empty());
  }

  /// Judges, writes down, and does it.
  private Outcome done(Deed deed, Action action, Plan plan, List<String> approvers)
      throws InterruptedException {
    Traits traits = action.traits();
    Sight sight = sight(deed.proposal());
    Instant now = clock.instant();
    Instant deadline = now.plus(traits.limit()).plus(deed.proposal().within()).plus(GRACE);
    Deeds.Begun begun =
        deeds.begin(
            deed.begun(plan, approvers, sight.before(), now, deadline, owner),
            past -> safety.judge(deed.proposal(), traits, plan, past, !approvers.isEmpty()));
    return switch (begun) {
      case Deeds.Begun.No(Refusal refusal) -> refused(refusal);
      case Deeds.Begun.Yes(Deed running) -> prepared(running, action, sight, deadline);
    };
  }

  private Outcome prepared(Deed deed, Action action, Sight sight, Instant deadline)
      throws InterruptedException {
    try {
      write(deed, "begin", "begins: " + deed.action(), deed.plan().words() + why(deed.proposal()));
      if (canBeUndone(action)) {
        leases.write(lease(deed, deadline, false));
      }
    } catch (JournalUnavailable e) {
      return abandoned(deed, e);
    }
    Optional<Refusal> stopped = safety.held();
    if (stopped.isPresent()) {
      leases.end(deed.number());
      concluded(deed.in(Phase.STOPPED, "stopped before it began", clock.instant()));
      return refused(stopped.get());
    }
    Applied applied =
        Bounded.run(
            "action " + deed.number(),
            action.traits().limit(),
            () -> action.apply(deed.proposal().order(), deed.plan()));
    try {
      return switch (applied) {
        case Applied.Failed(String why, boolean half) -> broke(deed, action, sight, why, half);
        case Applied.Done(String said) -> looked(deed, action, sight, said);
      };
    } catch (JournalUnavailable e) {
      return unrecorded(deed, action, sight, e);
    }
  }

  /// It was done, and what came of it cannot be written down: it must not stay.
  private Outcome unrecorded(Deed deed, Action action, Sight sight, JournalUnavailable e)
      throws InterruptedException {
    String words =
        "it was done, and what came of it cannot be written down: "
            + e.getMessage()
            + (canBeUndone(action) ? "; " + putBack(deed, action, sight) : "");
    page(deed, words);
    return new Outcome.Broke(words, true);
  }

  /// Nothing was done yet.
  private Outcome abandoned(Deed deed, JournalUnavailable e) {
    try {
      leases.end(deed.number());
      deeds.keep(
          deed.in(Phase.STOPPED, "not begun: it could not be written down", clock.instant()));
    } catch (JournalUnavailable _) {
      // it is found when what cannot be written can be again
    }
    return unwritable(e);
  }

  /// Waits until it helped, or time is up, or somebody stops naosu.
  private Outcome looked(Deed deed, Action action, Sight sight, String said)
      throws InterruptedException {
    Proposal proposal = deed.proposal();
    Instant end = clock.instant().plus(proposal.within());
    List<Vitals> seen = new ArrayList<>();
    while (true) {
      seen.add(gauge.measure(proposal.order().target()));
      Instant now = clock.instant();
      if (sight.isGood(seen, now) == Truth.YES) {
        return helped(deed, action, said);
      }
      if (!now.isBefore(end)) {
        return sight.isWorse(seen.getLast())
            ? harmed(deed, action, sight, said)
            : noEffect(deed, action, sight, said);
      }
      Optional<Refusal> stopped = safety.held();
      if (stopped.isPresent()) {
        return stoppedMeanwhile(deed, action, sight, said);
      }
      pause.pause(GLANCE);
    }
  }

  private Outcome helped(Deed deed, Action action, String said) {
    Instant now = clock.instant();
    Deed over = deed.in(Phase.HELPED, said, now);
    if (action.traits().undo() == Undo.LEASED) {
      Instant until = now.plus(safety.limits(deed.action()).lease());
      leases.write(lease(deed, until, true));
      over = over.leased(until);
    } else if (canBeUndone(action)) {
      leases.end(deed.number());
    }
    concluded(over);
    return new Outcome.Helped(said);
  }

  /// A change that does no good does not stay, unless it stays by its nature.
  private Outcome noEffect(Deed deed, Action action, Sight sight, String said)
      throws InterruptedException {
    String back = action.traits().undo() == Undo.LEASED ? "; " + putBack(deed, action, sight) : "";
    if (action.traits().undo() == Undo.ON_REQUEST) {
      leases.end(deed.number());
    }
    String words = said + ", and it is as before" + back;
    concluded(deed.in(Phase.NO_EFFECT, words, clock.instant()));
    return new Outcome.NoEffect(words);
  }

  private Outcome harmed(Deed deed, Action action, Sight sight, String said)
      throws InterruptedException {
    String words =
        said
            + ", and it is worse than before; "
            + (canBeUndone(action) ? putBack(deed, action, sight) : "it cannot be put back");
    concluded(deed.in(Phase.HARMED, words, clock.instant()));
    page(deed, words);
    return new Outcome.Harmed(words);
  }

  private Outcome stoppedMeanwhile(Deed deed, Action action, Sight sight, String said)
      throws InterruptedException {
    String words =
        said
            + "; naosu was stopped before it was seen whether that helps"
            + (canBeUndone(action) ? "; " + putBack(deed, action, sight) : "");
    concluded(deed.in(Phase.STOPPED, words, clock.instant()));
    return new Outcome.NoEffect(words);
  }

  private Outcome broke(Deed deed, Action action, Sight sight, String why, boolean half)
      throws InterruptedException {
    String words = why;
    if (half && canBeUndone(action)) {
      words += "; " + putBack(deed, action, sight);
    } else if (canBeUndone(action)) {
      leases.end(deed.number());
    }
    concluded(deed.in(half ? Phase.HALF : Phase.BROKE, words, clock.instant()));
    if (half) {
      page(deed, words);
    }
    return new Outcome.Broke(words, half);
  }

  /// @param sight of before
  /// @return what came of it, in words
  private String putBack(Deed deed, Action action, Sight sight) throws InterruptedException {
    Applied back =
        Bounded.run(
            "undo of action " + deed.number(),
            action.traits().limit(),
            () -> action.undo(deed.proposal().order(), deed.plan().before()));
    return switch (back) {
      case Applied.Done(String said) -> {
        leases.end(deed.number());
        yield sight.isWorse(gauge.measure(deed.target()))
            ? said + ", and it is still worse than before"
            : said;
      }
      case Applied.Failed(String why, boolean _) -> {
        page(deed, "what it did could not be put back: " + why);
        yield "it could not be put back: " + why;
      }
    };
  }

  /// Writes down what came of it, and learns from it.
  private void concluded(Deed deed) {
    deeds.keep(deed);
    isMute.set(false);
    write(deed, "end", "ended: " + deed.action(), deed.phase().meaning() + ": " + deed.words());
    lessons.learn(deed);
  }

  private void page(Deed deed, String words) {
    pager.page(
        "action " + deed.number() + ", " + deed.action() + " on " + deed.target(),
        words,
        deed.proposal().incident());
  }

  private Sight sight(Proposal proposal) throws InterruptedException {
    return new Sight(proposal.helped(), gauge.measure(proposal.order().target()));
  }

  private static Lease lease(Deed deed, Instant until, boolean seen) {
    return new Lease(deed.number(), deed.proposal().order(), deed.plan().before(), until, seen);
  }

  private static boolean canBeUndone(Action action) {
    Undo undo = action.traits().undo();
    return undo == Undo.LEASED || undo == Undo.ON_REQUEST;
  }

  private static String why(Proposal proposal) {
    return "; by " + proposal.source() + ": " + proposal.reason();
  }

  private void write(Deed deed, String step, String action, String detail) {
    Plan plan = deed.plan();
    journal.append(
        new Entry(
            "action-" + deed.number() + "-" + step,
            clock.instant(),
            NAOSU,
            action,
            deed.subject(),
            deed.target() + ": " + detail,
            List.of(Hash.of(Question.text(deed.proposal(), plan)).hex())));
  }

  private static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal.why(), refusal.rule(), refusal.later());
  }

  private Outcome unwritable(JournalUnavailable e) {
    if (!isMute.getAndSet(true)) {
      pager.page("the journal", "no action is done: " + e.getMessage(), OptionalLong.empty());
    }
    String why = "nothing is done that cannot be written down: " + e.getMessage();
    return new Outcome.Refused(why + "; " + e.remedy(), "journal", true);
  }
}
