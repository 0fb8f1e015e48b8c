package dev.naosu.learn;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.prove.safety.Standing;
import dev.naosu.repair.runbook.Order;
import dev.naosu.ship.action.Lessons;
import dev.naosu.ship.action.Pager;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Trusts an action on a service as far as it has earned it: one harm, or a few failures in a row,
/// take away what it may do without asking. Only a person gives it back.
public final class TrustLedger implements Standing, Lessons {
  private final TrustBook book;
  private final Trust.Terms terms;
  private final Journal journal;
  private final Pager pager;
  private final InstantSource clock;

  public TrustLedger(
      TrustBook book, Trust.Terms terms, Journal journal, Pager pager, InstantSource clock) {
    this.book = book;
    this.terms = terms;
    this.journal = journal;
    this.pager = pager;
    this.clock = clock;
  }

  @Override
  public Mode most(Order order) {
    return book.of(order.action(), order.target().service()).distrusted().isPresent()
        ? Mode.APPROVE
        : Mode.AUTO;
  }

  @Override
  public List<Modes.Rule> set() {
    return book.set();
  }

  @Override
  public void learn(Deed deed) {
    String service = deed.target().service();
    boolean wasTrusted = book.of(deed.action(), service).distrusted().isEmpty();
    Trust now =
        book.change(
            deed.action(), service, trust -> trust.after(deed.phase(), terms, clock.instant()));
    if (wasTrusted && now.distrusted().isPresent()) {
      String words =
          deed.action() + " is not done without asking on " + service + " any more: " + now.why();
      journal.append(
          new Entry(
              "distrust-" + deed.action() + "-" + service + "-" + deed.number(),
              clock.instant(),
              "naosu",
              "distrusts: " + deed.action(),
              deed.subject(),
              words,
              List.of()));
      pager.page(deed.action() + " on " + service, words, deed.proposal().incident());
    }
  }

  public List<Trust> all() {
    return book.all();
  }

  /// Why that mode may not be set yet, in one sentence; empty when it may. What is done without
  /// asking has to have been earned by one action on one service.
  public Optional<String> against(Modes.Rule rule) {
    if (rule.mode() != Mode.AUTO) {
      return Optional.empty();
    }
    if (rule.action().equals(Modes.ANY) || rule.service().equals(Modes.ANY)) {
      return Optional.of("auto is earned by one action on one service; name both");
    }
    return terms.against(book.of(rule.action(), rule.service()));
  }

  /// Sets a mode that somebody has signed; the journal says so already.
  public void set(Modes.Rule rule, String person) {
    if (rule.mode() == Mode.AUTO) {
      book.change(rule.action(), rule.service(), Trust::signed);
    }
    book.set(rule, person, clock.instant());
  }
}
