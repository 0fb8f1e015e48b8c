package dev.naosu.bench.judge;

import java.io.Serializable;
import java.util.List;

/// What a [Twin] is to compare.
///
/// @param reference own class directories of the reference, in order
/// @param patched the same for the patched version
/// @param libraries jars and directories that are equal in both
/// @param recorded inputs to begin with, at least one
/// @param further number of inputs to make from them
/// @param salt of the mutations
/// @param limitMillis longest time of one call
record TwinTask(
    List<String> reference,
    List<String> patched,
    List<String> libraries,
    List<Input> recorded,
    int further,
    long salt,
    long limitMillis)
    implements Serializable {
  TwinTask {
    reference = List.copyOf(reference);
    patched = List.copyOf(patched);
    libraries = List.copyOf(libraries);
    recorded = List.copyOf(recorded);
  }
}
