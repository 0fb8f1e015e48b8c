package dev.naosu.ship;

import java.util.List;

/// Brings a change to the user. Nothing is ever pushed.
public interface Delivery {
  /// Writes the change into the user's tree: all files or none.
  Delivered apply(Change change);

  /// Commits the change on a new branch that starts at the present commit. The user's files and
  /// what is staged stay as they are.
  ///
  /// @param branch wanted name; a number is added when it is taken
  Delivered commit(Change change, CommitMessage message, String branch);

  /// What came of it.
  sealed interface Delivered {
    /// @param paths the files that were written, sorted
    record Applied(List<String> paths) implements Delivered {
      public Applied {
        paths = List.copyOf(paths);
      }
    }

    /// @param commit abbreviated name of the new commit
    record Committed(String branch, String commit) implements Delivered {}

    /// Nothing was changed.
    ///
    /// @param why in one sentence
    /// @param remedy what the user can do
    record Refused(String why, String remedy) implements Delivered {}
  }
}
