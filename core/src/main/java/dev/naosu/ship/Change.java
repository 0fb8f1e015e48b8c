package dev.naosu.ship;

import dev.naosu.code.Patch;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// New texts for some files, and the texts they were made from.
///
/// @param before texts by path relative to the project's root, with `/`
/// @param after texts of the same paths
public record Change(Map<String, String> before, Map<String, String> after) {
  public Change {
    before = Map.copyOf(before);
    after = Map.copyOf(after);
    if (before.isEmpty() || !before.keySet().equals(after.keySet())) {
      throw new IllegalArgumentException(
          "a change has the same files before and after, not "
              + before.keySet()
              + " and "
              + after.keySet());
    }
  }

  /// @param original gives the text of a path as it was when the patch was made
  public static Change of(Patch patch, UnaryOperator<String> original) {
    Map<String, String> before = new TreeMap<>();
    patch.paths().forEach(path -> before.put(path, original.apply(path)));
    return new Change(before, patch.applyTo(original));
  }
}
