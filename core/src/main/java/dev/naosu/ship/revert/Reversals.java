package dev.naosu.ship.revert;

import dev.naosu.ship.Delivery.Delivered;
import java.io.IOException;
import java.nio.file.Path;

/// Undoes commits of a service in its own repository. Nothing is ever changed there but by pushing
/// a new branch.
public interface Reversals {
  /// What undoing would come to; nothing leaves the scratch directory.
  ///
  /// @param scratch a directory that is not there yet; left behind for the caller to delete
  /// @throws IOException with a text for people
  Reversal look(Undo undo, Path scratch) throws IOException, InterruptedException;

  /// Does it, on a new branch. When the branch is there already with the same files, nothing is
  /// done; so it may be asked again after a crash.
  ///
  /// @param branch its name
  /// @param scratch a directory that is not there yet; left behind for the caller to delete
  Delivered deliver(Undo undo, String branch, Path scratch) throws InterruptedException;
}
