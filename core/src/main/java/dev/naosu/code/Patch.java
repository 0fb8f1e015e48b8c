package dev.naosu.code;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Edits that belong together: all are applied or none.
///
/// @param edits at least one, sorted by path and position, none overlapping another
public record Patch(List<Edit> edits) {
  public Patch {
    List<Edit> sorted = new ArrayList<>(edits);
    sorted.sort(Comparator.comparing(Edit::path).thenComparingInt(edit -> edit.span().start()));
    edits = List.copyOf(sorted);
    if (edits.isEmpty()) {
      throw new IllegalArgumentException("a patch changes something");
    }
    for (int i = 1; i < edits.size(); i++) {
      Edit before = edits.get(i - 1);
      Edit after = edits.get(i);
      if (before.path().equals(after.path()) && before.span().end() > after.span().start()) {
        throw new IllegalArgumentException("edits overlap: " + before + " and " + after);
      }
    }
  }

  public static Patch of(Edit... edits) {
    return new Patch(List.of(edits));
  }

  /// Paths of the files it changes, sorted.
  public List<String> paths() {
    return edits.stream().map(Edit::path).distinct().toList();
  }

  /// Its edits of one file.
  public List<Edit> of(String path) {
    return edits.stream().filter(edit -> edit.path().equals(path)).toList();
  }

  /// Characters removed and inserted.
  public int size() {
    return edits.stream()
        .mapToInt(edit -> edit.span().length() + edit.replacement().length())
        .sum();
  }

  /// The new texts of the changed files, by path.
  ///
  /// @param original gives the text of a path as it was when the edits were made
  public Map<String, String> applyTo(UnaryOperator<String> original) {
    Map<String, String> changed = new TreeMap<>();
    for (String path : paths()) {
      changed.put(path, applyTo(path, original.apply(path)));
    }
    return changed;
  }

  /// The new text of one file; the same text when the patch leaves that file alone.
  public String applyTo(String path, String text) {
    StringBuilder result = new StringBuilder(text.length() + 64);
    int done = 0;
    for (Edit edit : edits) {
      if (!edit.path().equals(path)) {
        continue;
      }
      if (edit.span().end() > text.length()) {
        throw new IllegalArgumentException(
            edit + " lies outside " + path + ", which has " + text.length() + " characters");
      }
      result.append(text, done, edit.span().start()).append(edit.replacement());
      done = edit.span().end();
    }
    return result.append(text, done, text.length()).toString();
  }
}
