package dev.naosu.ship.revert;

import java.util.List;

/// What undoing comes to.
public sealed interface Reversal {
  /// Everything is undone, and everything that came later is kept.
  ///
  /// @param commit full name of the commit that undoes
  /// @param message of it
  /// @param diff to the head, cut off when it is very long
  /// @param later subjects of commits that came later and stay, the latest first, the first of many
  /// @param risks named before anything is done
  record Reverted(String commit, String message, String diff, List<String> later, List<Risk> risks)
      implements Reversal {
    public Reverted {
      later = List.copyOf(later);
      risks = List.copyOf(risks);
    }
  }

  /// A part is undone; the rest could not be without losing later work or data.
  ///
  /// @param kept at least one
  record Partial(
      String commit,
      String message,
      String diff,
      List<String> later,
      List<Risk> risks,
      List<Kept> kept)
      implements Reversal {
    public Partial {
      later = List.copyOf(later);
      risks = List.copyOf(risks);
      kept = List.copyOf(kept);
      if (kept.isEmpty()) {
        throw new IllegalArgumentException("nothing was kept, so all is undone");
      }
    }
  }

  /// Nothing is undone.
  ///
  /// @param why in one sentence
  /// @param remedy what a person can do
  record Refused(String why, String remedy) implements Reversal {}

  /// What stays although it was to be undone.
  ///
  /// @param path of a file in the repository
  /// @param why in one sentence
  record Kept(String path, String why) {}

  /// What could be lost, or not fit any more, once it is undone.
  ///
  /// @param path of a file in the repository
  /// @param sentence for people
  record Risk(Kind kind, String path, String sentence) {
    /// What about.
    public enum Kind {
      /// The database is changed already, and stays so.
      MIGRATION,
      /// What a migration threw away does not come back.
      IRREVERSIBLE,
      /// A file with data gets smaller or goes away.
      DATA,
      /// What others read or write by is another one again.
      SCHEMA
    }
  }
}
