package dev.naosu.replay;

import java.io.Serializable;
import java.util.List;

/// What a [Twin] is to compare.
///
/// @param versions own class directories of each version, in order; all are compared to the first
/// @param libraries jars and directories that are equal in all
/// @param recorded inputs to begin with, at least one
/// @param further number of inputs to make from them
/// @param salt of the mutations
/// @param words texts, characters and numbers that inputs are also made of, like the dictionary of
///   a fuzzer: what only one version writes out is where it may differ
public record TwinTask(
    List<List<String>> versions,
    List<String> libraries,
    List<Input> recorded,
    int further,
    long salt,
    List<Value.Constant> words,
    Limits limits)
    implements Serializable {
  public TwinTask {
    versions = versions.stream().map(List::copyOf).toList();
    libraries = List.copyOf(libraries);
    recorded = List.copyOf(recorded);
    words = List.copyOf(words);
  }

  /// How far calls may go.
  ///
  /// @param callMillis longest time of one call
  /// @param unvouchedMillis the same for the first version on an input that was not recorded
  /// @param steps most method entries and loop turns of own code in one call; 0 for no limit
  /// @param vouchedOnly whether other versions are left out on inputs on which the first one does
  ///   not end, or throws though the input was not recorded
  /// @param insides whether inputs are also made up by changing fields of objects, which their
  ///   classes may want consistent
  /// @param harmless whether calls that would change files, reach the network, start processes or
  ///   end the JVM are refused
  public record Limits(
      long callMillis,
      long unvouchedMillis,
      long steps,
      boolean vouchedOnly,
      boolean insides,
      boolean harmless)
      implements Serializable {}
}
