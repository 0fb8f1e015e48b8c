package dev.naosu.replay;

import java.util.List;

/// What all versions did with one input.
///
/// @param index of the input: those that were recorded come first
/// @param call as people write it
/// @param endings different ones; the first is that of the first version
/// @param ofVersion for each version the index of its ending
public record Compared(int index, String call, List<Ending> endings, List<Integer> ofVersion) {
  public Compared {
    endings = List.copyOf(endings);
    ofVersion = List.copyOf(ofVersion);
  }

  /// How a version ended.
  public Ending of(int version) {
    return endings.get(ofVersion.get(version));
  }

  /// How a call ended.
  ///
  /// @param text for people, such as `returns 0`
  /// @param instead what the first version did, told at the place where they differ
  /// @param where they differ, such as `result` or `argument 1`
  /// @param exception class name of what was thrown; empty for the other kinds
  public record Ending(Kind kind, String text, String instead, String where, String exception) {}

  /// The ways to end.
  public enum Kind {
    RETURNED,
    THREW,
    ENDLESS,
    /// It took the JVM with it.
    DIED,
    /// It was not called, or could not be taken down.
    UNKNOWN
  }
}
