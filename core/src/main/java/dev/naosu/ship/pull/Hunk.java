package dev.naosu.ship.pull;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.naosu.ship.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Lines next to each other that a change replaces. What is only added replaces the line before it
/// by itself and what is added.
///
/// @param path relative to the project
/// @param first of the lines, from 1, in the text before
/// @param last of them
/// @param lines that are there instead
public record Hunk(String path, int first, int last, List<String> lines) {
  public Hunk {
    lines = List.copyOf(lines);
  }

  /// Those of files that were there before.
  public static List<Hunk> of(Change change) {
    List<Hunk> hunks = new ArrayList<>();
    new TreeMap<>(change.before())
        .forEach(
            (path, before) -> {
              List<String> old = before.lines().toList();
              List<String> now = change.after().getOrDefault(path, "").lines().toList();
              for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
                hunks.add(hunk(path, old, delta));
              }
            });
    return hunks;
  }

  private static Hunk hunk(String path, List<String> old, AbstractDelta<String> delta) {
    int first = delta.getSource().getPosition() + 1;
    List<String> lines = new ArrayList<>(delta.getTarget().getLines());
    if (delta.getSource().size() > 0) {
      return new Hunk(path, first, first + delta.getSource().size() - 1, lines);
    }
    if (first == 1) {
      old.stream().limit(1).forEach(lines::add);
      return new Hunk(path, 1, 1, lines);
    }
    lines.addFirst(old.get(first - 2));
    return new Hunk(path, first - 1, first - 1, lines);
  }
}
