package dev.naosu.prove;

import dev.naosu.code.UnifiedDiff;

/// A test of the project's own kind that fails before a repair and passes after it.
///
/// @param path of its new file, relative to the project's root, with `/`
/// @param name such as `shop.CartTest#total`
public record RegressionTest(String path, String text, String name) {
  /// How the diff of a new file begins.
  static final String DIFF_BEGINS = "--- /dev/null\n";

  /// The diff that makes its file.
  public String diff() {
    return UnifiedDiff.created(path, text);
  }
}
