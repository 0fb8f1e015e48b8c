package dev.naosu.ship;

import dev.naosu.code.Patch;
import dev.naosu.prove.Repair;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// New texts for some files, and the texts they were made from.
///
/// @param before texts by path relative to the project's root, with `/`
/// @param after texts of the same paths, and of files that are new
public record Change(Map<String, String> before, Map<String, String> after) {
  public Change {
    before = Map.copyOf(before);
    after = Map.copyOf(after);
    if (before.isEmpty() || !after.keySet().containsAll(before.keySet())) {
      throw new IllegalArgumentException(
          "a change keeps all files that it changes, not "
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

  /// The patch of a repair, and the test that goes with it.
  ///
  /// @param original gives the text of a path as it was when the patch was made
  public static Change of(Repair repair, UnaryOperator<String> original) {
    Change patched = of(repair.candidate().patch(), original);
    Map<String, String> after = new TreeMap<>(patched.after());
    repair.test().ifPresent(test -> after.put(test.path(), test.text()));
    return new Change(patched.before(), after);
  }

  /// The texts of the files that are new, by path.
  public SortedMap<String, String> created() {
    SortedMap<String, String> created = new TreeMap<>(after);
    created.keySet().removeAll(before.keySet());
    return created;
  }
}
