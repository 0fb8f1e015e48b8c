package dev.naosu.prove;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What compiling a candidate gave.
public sealed interface Compiled {
  /// What came of this part of a candidate and of another one together.
  default Compiled and(Compiled other) {
    return switch (this) {
      case Rejected _ -> this;
      case Unchanged _ -> other;
      case Classes mine ->
          switch (other) {
            case Rejected _ -> other;
            case Unchanged _ -> this;
            case Classes theirs -> {
              Map<String, byte[]> both = new HashMap<>(mine.classes());
              both.putAll(theirs.classes());
              yield new Classes(both, mine.fingerprint() * 31 + theirs.fingerprint());
            }
          };
    };
  }

  /// Class files of the changed sources.
  ///
  /// @param classes by binary name
  /// @param fingerprint equal for candidates with equal bytecode
  record Classes(Map<String, byte[]> classes, long fingerprint) implements Compiled {
    public Classes {
      classes = Map.copyOf(classes);
    }

    public static Classes of(Map<String, byte[]> classes) {
      return new Classes(classes, Fingerprint.of(classes));
    }
  }

  /// The bytecode is that of the unchanged sources.
  record Unchanged() implements Compiled {}

  /// It does not type-check.
  ///
  /// @param problems first ones, as `line: message`
  record Rejected(List<String> problems) implements Compiled {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
