package dev.naosu.app.serve;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Version;
import java.io.IOException;

/// Where a service runs.
///
/// @param name of the service
/// @param naming finds the version that people mean
public record ServiceFleet(String name, Fleet fleet, Roster roster, Naming naming, Ending ending)
    implements AutoCloseable {
  /// Finds a version by what people call it.
  @FunctionalInterface
  public interface Naming {
    /// @param words a commit or a part of its name, a tag, or a branch
    /// @throws IOException with a text for people, as when there is none
    Version version(String words) throws IOException, InterruptedException;
  }

  /// Ends instances, and lets go of things.
  public interface Ending extends AutoCloseable {
    /// Ends all instances of all versions.
    ///
    /// @throws IOException with a text for people
    void stop() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
  }

  /// Ends all instances of all versions.
  public void stop() throws IOException, InterruptedException {
    ending.stop();
  }

  /// What runs goes on.
  @Override
  public void close() throws IOException {
    ending.close();
  }
}
