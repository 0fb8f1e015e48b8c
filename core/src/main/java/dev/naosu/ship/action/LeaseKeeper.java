package dev.naosu.ship.action;

import dev.naosu.detect.vitals.Vitals;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Traits.Undo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Sees to what was begun before: ends questions that nobody answers, puts back what stands beyond
/// its lease, and hands to a person what nobody is at any more. Nothing is ever done again.
public final class LeaseKeeper {
  private static final String NAOSU = "naosu";

  private final Catalogue catalogue;
  private final Vitals.Gauge gauge;
  private final Deeds deeds;
  private final Leases leases;
  private final Lessons lessons;
  private final Journal journal;
  private final Pager pager;
  private final InstantSource clock;
  private final String owner;

  public LeaseKeeper(
      Catalogue catalogue,
      Vitals.Gauge gauge,
      Deeds deeds,
      Leases leases,
      Lessons lessons,
      Journal journal,
      Pager pager,
      InstantSource clock,
      String owner) {
    this.catalogue = catalogue;
    this.gauge = gauge;
    this.deeds = deeds;
    this.leases = leases;
    this.lessons = lessons;
    this.journal = journal;
    this.pager = pager;
    this.clock = clock;
    this.owner = owner;
  }

  /// Looks after what a process of this name left behind; before anything else is done.
  ///
  /// @return whether it ended in the middle of something
  public boolean takeOver() throws InterruptedException {
    boolean inTheMiddle = false;
    for (Deed deed : deeds.open()) {
      if (!deed.owner().equals(owner)) {
        continue;
      }
      if (deed.isRunning()) {
        inTheMiddle = true;
        orphaned(deed, "naosu ended in the middle of it");
      } else if (deed.stands() && !isLeased(deed)) {
        settle(deed, deed.phase(), deed.words() + "; it was put back while naosu was away");
      }
    }
    return inTheMiddle;
  }

  /// One round.
  public void look() throws InterruptedException {
    Instant now = clock.instant();
    for (Deed deed : deeds.open()) {
      boolean isOver = deed.until().filter(until -> !until.isAfter(now)).isPresent();
      if (isOver && deed.phase() == Phase.ASKED) {
        deeds.answer(deed.in(Phase.EXPIRED, "nobody answered in time", now));
      } else if (isOver && deed.isRunning()) {
        orphaned(deed, "nobody is at it any more");
      } else if (isOver && deed.stands()) {
        putBack(deed, "its lease ended");
      }
    }
  }

  /// Puts back what stands, before its lease ends.
  ///
  /// @return what came of it; empty when nothing stands that can be put back
  public Optional<String> putBackNow(long number, String person) throws InterruptedException {
    Optional<Deed> found = deeds.find(number).filter(Deed::stands);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(putBack(found.get(), person + " wanted it back"));
  }

  /// To put back is safe when nothing or half of it was done; to do it again is not.
  private void orphaned(Deed deed, String why) throws InterruptedException {
    Optional<Action> action = undoable(deed);
    String words = why;
    if (action.isPresent() && isLeased(deed)) {
      words += "; " + told(undone(deed, action.get()));
    } else if (action.isPresent()) {
      words += "; it was put back meanwhile";
    }
    words += "; it is not done again, somebody has to look";
    Deed half = deed.in(Phase.HALF, words, clock.instant());
    settle(deed, half);
    lessons.learn(half);
    page(half);
  }

  private String putBack(Deed deed, String why) throws InterruptedException {
    Optional<Action> action = undoable(deed);
    if (action.isEmpty()) {
      String words = deed.words() + "; " + why + ", and there is no such action any more";
      settle(deed, Phase.HALF, words);
      page(deed.settled(Phase.HALF, words));
      return words;
    }
    Applied back = undone(deed, action.get());
    String words = deed.words() + "; " + why + ": " + told(back);
    if (back instanceof Applied.Failed) {
      settle(deed, Phase.HALF, words);
      page(deed.settled(Phase.HALF, words));
    } else if (new Sight(deed.proposal().helped(), deed.vitalsBefore())
        .isWorse(gauge.measure(deed.target()))) {
      words += ", and now it is worse than before all that";
      Deed harmed = deed.settled(Phase.HARMED, words);
      settle(deed, harmed);
      lessons.learn(harmed);
      page(harmed);
    } else {
      settle(deed, deed.phase(), words);
    }
    return words;
  }

  private Applied undone(Deed deed, Action action) throws InterruptedException {
    Applied back =
        Bounded.run(
            "undo of action " + deed.number(),
            action.traits().limit(),
            () -> action.undo(deed.proposal().order(), deed.plan().before()));
    // whoever fails now is not helped by trying for ever: a person is called
    leases.end(deed.number());
    return back;
  }

  private static String told(Applied back) {
    return switch (back) {
      case Applied.Done(String said) -> said;
      case Applied.Failed(String why, boolean _) -> "it could not be put back: " + why;
    };
  }

  private Optional<Action> undoable(Deed deed) {
    return catalogue
        .find(deed.action())
        .filter(
            each -> each.traits().undo() == Undo.LEASED || each.traits().undo() == Undo.ON_REQUEST);
  }

  private boolean isLeased(Deed deed) {
    return leases.all().stream().anyMatch(each -> each.deed() == deed.number())
        || !deed.owner().equals(owner);
  }

  private void settle(Deed deed, Phase phase, String words) {
    settle(deed, deed.settled(phase, words));
  }

  private void settle(Deed deed, Deed settled) {
    journal.append(
        new Entry(
            "action-" + deed.number() + "-settled-" + clock.instant().toEpochMilli(),
            clock.instant(),
            NAOSU,
            "settled: " + deed.action(),
            deed.subject(),
            deed.target() + ": " + settled.words(),
            List.of()));
    deeds.keep(settled);
  }

  private void page(Deed deed) {
    pager.page(
        "action " + deed.number() + ", " + deed.action() + " on " + deed.target(),
        deed.words(),
        deed.proposal().incident());
  }
}
