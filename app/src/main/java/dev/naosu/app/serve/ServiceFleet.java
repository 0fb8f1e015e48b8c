package dev.naosu.app.serve;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload.Meter;
import java.io.IOException;
import java.util.Optional;

/// Where a service runs.
///
/// @param name of the service
/// @param meter measures what it has to do; empty where nothing can
/// @param naming finds the version that people mean
public record ServiceFleet(
    String name, Operated operated, Optional<Meter> meter, Naming naming, Ending ending)
    implements AutoCloseable {
  public Fleet fleet() {
    return operated.fleet();
  }

  public Roster roster() {
    return operated.roster();
  }

  public Staff staff() {
    return operated.staff();
  }

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
