package dev.naosu.prove;

import dev.naosu.detect.TestId;
import dev.naosu.project.Patient;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls the changed methods of the original and of patched versions with what tests called them
/// with, and with inputs made up from those.
@FunctionalInterface
public interface Replay {
  Answer replay(Question question) throws InterruptedException;

  /// For where nothing is to be replayed.
  static Replay none() {
    return _ -> new Answer.Unavailable("it was not asked for");
  }

  /// What is to be replayed.
  ///
  /// @param methods whose calls are recorded, at least one
  /// @param versions the changed classes of each version, by binary name
  /// @param classes test classes to run, by module, in the order to run them
  /// @param failing tests whose calls show the bug
  record Question(
      Patient patient,
      List<Method> methods,
      List<Map<String, byte[]>> versions,
      Map<String, List<String>> classes,
      Set<TestId> failing) {
    public Question {
      methods = List.copyOf(methods);
      versions = versions.stream().map(Map::copyOf).toList();
      classes = Map.copyOf(classes);
      failing = Set.copyOf(failing);
    }
  }

  /// A method.
  ///
  /// @param owner binary name of its class
  /// @param name `<init>` for a constructor
  /// @param parameters descriptor of its parameters without brackets, such as `ILjava/lang/String;`
  record Method(String owner, String name, String parameters) {}

  /// What came of it.
  sealed interface Answer {
    /// @param calls different ones
    /// @param cutShort why there are not more; empty when nothing was left out
    record Seen(List<Call> calls, String cutShort) implements Answer {
      public Seen {
        calls = List.copyOf(calls);
      }
    }

    /// Nothing could be replayed, which speaks neither for nor against any version.
    record Unavailable(String why) implements Answer {}
  }

  /// One input, and what all did with it.
  ///
  /// @param text as people write the call
  /// @param endings different ones; the first is that of the original
  /// @param ofVersion for each version the index of its ending
  record Call(Origin origin, String text, List<Ending> endings, List<Integer> ofVersion) {
    public Call {
      endings = List.copyOf(endings);
      ofVersion = List.copyOf(ofVersion);
    }

    Ending original() {
      return endings.getFirst();
    }

    Ending of(int version) {
      return endings.get(ofVersion.get(version));
    }

    boolean isKnown(int version) {
      return of(version).kind() != Kind.UNKNOWN;
    }

    boolean isChanged(int version) {
      return ofVersion.get(version) != 0 && isKnown(version);
    }
  }

  /// Where an input comes from.
  enum Origin {
    /// A test that passes without any change.
    PASSING,
    /// A test that fails without any change.
    FAILING,
    /// Made up from the others: literals a little larger or smaller, elements more or fewer.
    MADE_UP
  }

  /// How a call ended.
  ///
  /// @param text for people, such as `returns 0`
  /// @param instead what the original did, told at the place where they differ
  /// @param exception class name of what was thrown; empty for the other kinds
  record Ending(Kind kind, String text, String instead, String exception) {}

  /// The ways to end.
  enum Kind {
    RETURNED,
    THREW,
    ENDLESS,
    /// It took the JVM with it.
    DIED,
    /// It was not called, or what it did could not be taken down.
    UNKNOWN
  }
}
