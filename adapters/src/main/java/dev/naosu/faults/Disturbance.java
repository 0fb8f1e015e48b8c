package dev.naosu.faults;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/// What a proxy does to what passes through it.
///
/// @param kind word of the fault; empty for nothing
/// @param share of the exchanges, or of the connections where it is about those, in [0, 1]
/// @param owner number of the process whose order this is; empty for nothing
record Disturbance(
    String kind,
    long delayMillis,
    long jitterMillis,
    double share,
    int status,
    long kilobytes,
    long untilMillis,
    String owner) {
  static final Disturbance NONE = new Disturbance("", 0, 0, 0, 0, 0, 0, "");

  private static final int UNAVAILABLE = 503;
  private static final int LOWEST_STATUS = 200;
  private static final int HIGHEST_STATUS = 599;

  static Disturbance of(Note note) throws IOException {
    try {
      int status =
          note.text("status").isEmpty() ? UNAVAILABLE : Math.toIntExact(note.number("status"));
      return new Disturbance(
          note.text("kind"),
          note.number("delay"),
          note.number("jitter"),
          note.share("share"),
          Math.clamp(status, LOWEST_STATUS, HIGHEST_STATUS),
          Math.max(1, note.number("kilobytes")),
          note.number("until"),
          Long.toString(note.number("owner")));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IOException("an order holds no number where one belongs", e);
    }
  }

  boolean is(String word) {
    return kind.equals(word);
  }

  /// Whether it happens this time.
  boolean strikes() {
    return ThreadLocalRandom.current().nextDouble() < share;
  }

  long wait(ThreadLocalRandom random) {
    return delayMillis + (jitterMillis > 0 ? random.nextLong(jitterMillis + 1) : 0);
  }
}
