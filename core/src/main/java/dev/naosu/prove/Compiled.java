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
      case Accepted mine ->
          switch (other) {
            case Rejected _ -> other;
            case Unchanged _ -> this;
            case Accepted theirs -> {
              Map<String, byte[]> both = new HashMap<>(mine.classes());
              both.putAll(theirs.classes());
              yield new Classes(both, mine.fingerprint() * 31 + theirs.fingerprint());
            }
          };
    };
  }

  /// It type-checks and does something else than the unchanged sources.
  sealed interface Accepted extends Compiled {
    /// Class files by binary name.
    Map<String, byte[]> classes();

    /// Equal for candidates with equal bytecode.
    long fingerprint();
  }

  /// One of many variants that were compiled together.
  ///
  /// @param number of the variant among them
  record Variant(Variants of, int number, long fingerprint) implements Accepted {
    @Override
    public Map<String, byte[]> classes() {
      return of.classes(number);
    }
  }

  /// Class files of the changed sources.
  ///
  /// @param classes by binary name
  /// @param fingerprint equal for candidates with equal bytecode
  record Classes(Map<String, byte[]> classes, long fingerprint) implements Accepted {
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
