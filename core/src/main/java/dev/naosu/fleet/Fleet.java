package dev.naosu.fleet;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// The instances of one service. Everything may be asked for again: what is so already stays so.
/// What runs goes on when naosu ends, and is found again.
public interface Fleet {
  /// What runs and gets requests now.
  ///
  /// @throws IOException with a text for people
  Standing standing() throws IOException;

  /// Starts instances of a version beside those that run, and waits until they are well. They get
  /// no requests yet.
  ///
  /// @throws IOException with a text for people, when the fleet cannot be asked
  Started start(Version version) throws IOException, InterruptedException;

  /// Shares the requests out, at once; every version with a share must have been started.
  ///
  /// @throws IOException with a text for people; they are shared as before then
  void share(Split split) throws IOException;

  /// Ends the instances of a version that gets no requests any more, after those that are under
  /// way.
  ///
  /// @throws IOException with a text for people
  void retire(Version version) throws IOException, InterruptedException;

  /// What was answered so far, counted up; see [Gateway#traffic()].
  Traffic traffic() throws IOException;

  /// How a service stands.
  ///
  /// @param running versions that have instances
  /// @param split empty when nothing runs
  record Standing(Set<Version> running, Optional<Split> split) {
    public Standing {
      running = Set.copyOf(running);
    }
  }

  /// What came of starting.
  sealed interface Started {
    record Well() implements Started {}

    /// It does not build, or does not get well in time; nothing of it runs.
    ///
    /// @param why in one sentence
    /// @param output the end of what it said
    record Unwell(String why, String output) implements Started {}
  }
}
