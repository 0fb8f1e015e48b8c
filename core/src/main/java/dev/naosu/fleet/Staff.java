package dev.naosu.fleet;

import dev.naosu.fleet.Fleet.Started;
import java.io.IOException;

/// Changes how many instances a version has, and single ones of them. Everything may be asked for
/// again: what is so already stays so.
public interface Staff {
  /// How many instances a version should have; 0 when it does not run.
  ///
  /// @throws IOException with a text for people
  int wanted(Version version) throws IOException;

  /// Starts or ends instances of a version that runs, until there are so many, and waits for that.
  /// New ones get requests once they are warm; those that leave end what is under way.
  ///
  /// @param instances at least 1
  /// @return unwell when one that was started does not get well; there are as many as before then
  /// @throws IOException with a text for people
  Started scale(Version version, int instances) throws IOException, InterruptedException;

  /// Ends one instance after what is under way, starts it anew, and waits until it gets requests.
  ///
  /// @param instance its name in the [Roster]
  /// @throws IOException with a text for people
  Started restart(Version version, String instance) throws IOException, InterruptedException;

  /// Whether it is decided here who gets requests.
  default boolean canSetAside() {
    return true;
  }

  /// Takes an instance out of the route or puts it back; it goes on running.
  ///
  /// @param instance its name in the [Roster]
  /// @throws IOException with a text for people, as when this fleet does not decide that
  void setAside(Version version, String instance, boolean aside)
      throws IOException, InterruptedException;
}
