package dev.naosu.app.serve;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;

/// A fleet whose answers are counted by somebody else than its gateway, or by both.
record Counted(Fleet fleet, Counter counter) implements Fleet {
  /// Counts what versions answer.
  @FunctionalInterface
  interface Counter {
    /// @throws IOException with a text for people
    Traffic traffic() throws IOException;
  }

  @Override
  public Standing standing() throws IOException {
    return fleet.standing();
  }

  @Override
  public Started start(Version version) throws IOException, InterruptedException {
    return fleet.start(version);
  }

  @Override
  public void share(Split split) throws IOException {
    fleet.share(split);
  }

  @Override
  public void retire(Version version) throws IOException, InterruptedException {
    fleet.retire(version);
  }

  @Override
  public Traffic traffic() throws IOException {
    return counter.traffic();
  }
}
