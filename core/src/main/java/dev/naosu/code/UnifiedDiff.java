package dev.naosu.code;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A patch as text that `git apply` and `patch -p1` accept.
public final class UnifiedDiff {
  private static final int CONTEXT_LINES = 3;
  private static final String NO_NEWLINE = "\\ No newline at end of file";

  private UnifiedDiff() {}

  /// The diff over all files of the patch; every line ends with a line feed.
  ///
  /// @param original gives the text of a path before the patch
  public static String of(Patch patch, UnaryOperator<String> original) {
    StringBuilder diff = new StringBuilder();
    patch
        .applyTo(original)
        .forEach((path, changed) -> diff.append(of(path, original.apply(path), changed)));
    return diff.toString();
  }

  /// The diff of one file; empty when both texts are equal.
  public static String of(String path, String before, String after) {
    List<String> old = lines(before);
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            name("a/", path),
            name("b/", path),
            old,
            DiffUtils.diff(old, lines(after)),
            CONTEXT_LINES);
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /// The diff that makes a new file.
  public static String created(String path, String text) {
    return of(path, "", text)
        .replaceFirst("(?m)^--- .*$", "--- /dev/null")
        .replaceFirst("(?m)^@@ -1,0 ", "@@ -0,0 ");
  }

  /// A tab tells where a name with blanks ends.
  private static String name(String side, String path) {
    return path.indexOf(' ') < 0 ? side + path : side + path + "\t";
  }

  /// Lines without their line feeds. A carriage return stays part of its line, so that a file with
  /// Windows line ends is patched as such.
  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> lines = new java.util.ArrayList<>(Arrays.asList(text.split("\n", -1)));
    if (text.endsWith("\n")) {
      lines.removeLast();
    } else {
      // the marker travels as part of the last line, as git writes it
      lines.set(lines.size() - 1, lines.getLast() + "\n" + NO_NEWLINE);
    }
    return lines;
  }
}
