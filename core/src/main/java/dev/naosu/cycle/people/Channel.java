package dev.naosu.cycle.people;

import java.time.Duration;
import java.util.Set;

/// A way to reach people. What is told comes at least once: the same news may come again when a
/// process ended before it could remember, and has the same [Notice#key()] then.
public interface Channel {
  /// Unique and stable: what was told is remembered under it.
  String name();

  /// What begins a conversation about an incident.
  Set<Occasion> tells();

  /// Whether what was told is kept up to date afterwards, whatever happens; otherwise only what the
  /// channel tells is told.
  boolean follows();

  /// Tells how an incident stands.
  ///
  /// @param before what was told of it before
  Delivery tell(Notice notice, Before before) throws InterruptedException;

  /// Tells of many incidents in one message.
  Delivery summarise(Summary summary) throws InterruptedException;

  /// Tells that messages come through, to whoever sets it up.
  Delivery test() throws InterruptedException;

  /// What was told of an incident.
  ///
  /// @param thread where the conversation is, in the channel's own words; empty when there is none
  /// @param key of the latest news that was told; empty when none was
  record Before(String thread, String key) {
    public static final Before NOTHING = new Before("", "");
  }

  /// What came of it.
  sealed interface Delivery {
    /// @param thread where the conversation is, for the next time
    record Done(String thread) implements Delivery {}

    /// It is tried again.
    ///
    /// @param why in one sentence, without secrets and addresses
    /// @param pause that is asked for; zero when nobody says
    /// @param thread as far as it came
    record NotDone(String why, Duration pause, String thread) implements Delivery {}
  }
}
