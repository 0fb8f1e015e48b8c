package dev.naosu.prove;

import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.util.Map;

/// Compiles changed sources of one module against its compiled classes.
///
/// Not safe for use by several threads.
@FunctionalInterface
public interface CandidateCompiler {
  /// @param sources new texts by path, relative to the project's root
  Compiled compile(Map<String, String> sources);

  /// Makes compilers.
  @FunctionalInterface
  interface Source {
    CandidateCompiler open(Patient patient, Module module);
  }
}
