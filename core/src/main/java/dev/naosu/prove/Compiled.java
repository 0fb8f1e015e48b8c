package dev.naosu.prove;

import java.util.List;
import java.util.Map;

/// What compiling a candidate gave.
public sealed interface Compiled {
  /// Class files of the changed sources.
  ///
  /// @param classes by binary name
  record Classes(Map<String, byte[]> classes) implements Compiled {
    public Classes {
      classes = Map.copyOf(classes);
    }
  }

  /// It does not type-check.
  ///
  /// @param problems first ones, as `line: message`
  record Rejected(List<String> problems) implements Compiled {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
