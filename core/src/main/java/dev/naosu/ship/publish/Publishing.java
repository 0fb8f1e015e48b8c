package dev.naosu.ship.publish;

import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;

/// Lets changes out into the repository of one service. Asked again after a crash, each does what
/// is left to do.
public interface Publishing {
  /// Commits what is in a parcel on its base and pushes it as its branch.
  ///
  /// @throws IOException when nothing could be found out or done now: with a text for people
  Delivered publish(Parcel parcel) throws IOException, InterruptedException;

  /// Lets the branch that is deployed go on to a branch of naosu's that stands after it.
  ///
  /// @return false, with nothing changed, when the deployed branch does not lead there
  /// @throws IOException with a text for people, as when it is refused
  boolean forward(String branch) throws IOException, InterruptedException;

  /// Pushes a branch that undoes commits.
  ///
  /// @param branch its name
  /// @throws IOException when nothing could be found out or done now: with a text for people
  Delivered undo(Undo undo, String branch) throws IOException, InterruptedException;
}
