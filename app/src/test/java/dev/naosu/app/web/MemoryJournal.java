package dev.naosu.app.web;

import dev.naosu.journal.AuditTrail;
import dev.naosu.journal.Chain;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Head;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.journal.Sealed;
import dev.naosu.journal.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A journal for as long as a test runs; it can be made to fail, and somebody can change it.
public final class MemoryJournal implements Journal, AuditTrail {
  private final List<Sealed> records = new ArrayList<>();
  private Head head = Head.EMPTY;
  private boolean away;

  public synchronized void away(boolean now) {
    away = now;
  }

  /// Changes what was written, as somebody would who has the database.
  public synchronized void change(int number, String detail) {
    Sealed old = records.get(number - 1);
    Entry was = old.entry();
    Entry changed =
        new Entry(
            was.key(), was.at(), was.actor(), was.action(), was.subject(), detail, was.inputs());
    records.set(number - 1, new Sealed(old.number(), old.previous(), changed, old.hash()));
  }

  @Override
  public synchronized Sealed append(Entry entry) {
    if (away) {
      throw new JournalUnavailable(
          "the disk is full", "Free some space.", new IllegalStateException("no space"));
    }
    Optional<Sealed> there =
        records.stream().filter(each -> each.entry().key().equals(entry.key())).findFirst();
    if (there.isPresent()) {
      return there.get();
    }
    Sealed record = Sealed.after(head, entry);
    records.add(record);
    head = record.head();
    return record;
  }

  @Override
  public synchronized Head head() {
    return head;
  }

  @Override
  public synchronized List<Sealed> after(long number, int limit) {
    return records.stream().filter(each -> each.number() > number).limit(limit).toList();
  }

  @Override
  public synchronized List<Sealed> about(String subject, long number, int limit) {
    return after(number, Integer.MAX_VALUE).stream()
        .filter(each -> each.entry().subject().equals(subject))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Verification verify(List<Head> kept) {
    return Chain.verify(records.iterator(), head, kept);
  }
}
