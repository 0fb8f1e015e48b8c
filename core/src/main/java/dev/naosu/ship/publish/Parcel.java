package dev.naosu.ship.publish;

import dev.naosu.journal.Hash;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A change on its way out.
///
/// @param base full name of the commit that the change was made on
/// @param branch that it is pushed as
/// @param proof of this very change
public record Parcel(
    Kind kind,
    String base,
    String branch,
    Change change,
    CommitMessage message,
    ProofRecord proof) {

  /// What it is, which says how much of it is let out.
  public enum Kind {
    /// A repair that takes the place of the one before of the same incident.
    OFFER,
    /// A repair with a branch of its own, which is never replaced.
    BRANCH,
    /// A newer version of a library.
    UPDATE
  }

  /// One whose proof is bound to it.
  ///
  /// @param shown what shows that it holds, one sentence each
  public static Parcel of(
      Kind kind,
      String base,
      String branch,
      Change change,
      CommitMessage message,
      List<String> shown) {
    return new Parcel(
        kind, base, branch, change, message, new ProofRecord(digest(base, change), shown));
  }

  /// Whether the proof is of this change on this commit.
  boolean isProofOfIt() {
    return proof.digest().equals(digest(base, change));
  }

  /// Lengths stand before what they measure, so that no two changes are written in the same way.
  private static String digest(String base, Change change) {
    StringBuilder text = new StringBuilder(base);
    append(text, change.before());
    append(text, change.after());
    return Hash.of(text.toString()).hex();
  }

  private static void append(StringBuilder text, Map<String, String> files) {
    text.append('\n').append(files.size());
    new TreeMap<>(files)
        .forEach(
            (path, content) ->
                text.append('\n')
                    .append(path.length())
                    .append(' ')
                    .append(path)
                    .append(content.length())
                    .append(' ')
                    .append(content));
  }
}
