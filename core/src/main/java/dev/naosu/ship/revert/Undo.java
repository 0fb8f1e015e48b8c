package dev.naosu.ship.revert;

import java.util.regex.Pattern;

/// What is to be undone: one commit, or some that follow each other. Each is the full name of a
/// commit.
///
/// @param first the oldest one
/// @param last the latest one; the same as the first to undo one
/// @param head where the branch is now; the undoing comes on top of it
/// @param why in one sentence
public record Undo(String first, String last, String head, String why) {
  private static final Pattern FULL_NAME = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  public Undo {
    for (String each : new String[] {first, last, head}) {
      if (!FULL_NAME.matcher(each).matches()) {
        throw new IllegalArgumentException("not the full name of a commit: " + each);
      }
    }
  }

  public static Undo of(String commit, String head, String why) {
    return new Undo(commit, commit, head, why);
  }
}
