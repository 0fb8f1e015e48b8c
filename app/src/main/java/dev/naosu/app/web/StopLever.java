package dev.naosu.app.web;

import dev.naosu.access.Visitor;
import dev.naosu.journal.Entry;
import dev.naosu.journal.JournalUnavailable;
import java.time.Instant;
import java.util.List;

/// Stops naosu and lets it go on, and writes down who did.
public final class StopLever {
  private static final System.Logger LOG = System.getLogger(StopLever.class.getName());
  private static final int MOST_REASON = 1_000;

  private final Ports ports;

  public StopLever(Ports ports) {
    this.ports = ports;
  }

  /// Stops first and writes then: a journal that cannot be written must not keep naosu going.
  public void stop(Visitor visitor, String reason) {
    Instant now = ports.clock().instant();
    ports.halt().stop(new Halt.Stopped(visitor.name(), now, shortened(reason)));
    try {
      ports.journal().append(entry("stop", now, visitor, "stopped naosu", reason));
    } catch (JournalUnavailable e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "naosu is stopped, and the journal does not say so: " + e.getMessage());
    }
  }

  /// Writes first: nothing goes on that is not written down.
  public void resume(Visitor visitor, String reason) {
    Instant now = ports.clock().instant();
    ports.journal().append(entry("resume", now, visitor, "let naosu go on", reason));
    ports.halt().resume();
  }

  private static Entry entry(
      String key, Instant now, Visitor visitor, String action, String reason) {
    return new Entry(
        key + "-" + now.toEpochMilli() + "-" + visitor.token(),
        now,
        visitor.name(),
        action,
        "naosu",
        shortened(reason),
        List.of());
  }

  private static String shortened(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MOST_REASON ? line : line.substring(0, MOST_REASON);
  }
}
