package dev.naosu.app.web;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A journal for as long as a test runs; it can be made to fail and to be broken.
public final class MemoryJournal implements Journal, JournalReader {
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private boolean away;
  private boolean broken;

  public synchronized void away(boolean now) {
    away = now;
  }

  public synchronized void broken(boolean now) {
    broken = now;
  }

  @Override
  public synchronized void append(Entry entry) {
    if (away) {
      throw new JournalUnavailable(
          "the disk is full", "Free some space.", new IllegalStateException("no space"));
    }
    if (keys.add(entry.key())) {
      entries.add(entry);
    }
  }

  @Override
  public synchronized long last() {
    return entries.size();
  }

  @Override
  public synchronized List<Line> after(long number, int most) {
    List<Line> lines = new ArrayList<>();
    for (int i = (int) number; i < entries.size() && lines.size() < most; i++) {
      Entry entry = entries.get(i);
      lines.add(
          new Line(
              i + 1,
              entry.at(),
              entry.actor(),
              entry.action(),
              entry.subject(),
              entry.detail(),
              String.format("%064x", entry.hashCode() & 0xffffffffL)));
    }
    return lines;
  }

  @Override
  public synchronized Verified verify() {
    return broken
        ? new Verified.Broken(2, "record 2 was changed: its content does not match its hash")
        : new Verified.Intact(entries.size(), "9f86d081884c7d65");
  }
}
