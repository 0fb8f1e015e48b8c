package dev.naosu.app;

import java.util.List;

/// A command that knows what is wrong with its arguments.
interface Checked {
  /// Each with its remedy; empty when nothing is wrong.
  List<String> problems();
}
