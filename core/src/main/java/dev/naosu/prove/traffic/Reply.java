package dev.naosu.prove.traffic;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What came of asking a build.
public sealed interface Reply {
  /// The first status that says the service is at fault.
  int SERVER_ERROR = 500;

  /// It answered.
  ///
  /// @param headers those that are part of what an answer says, by name in lower case
  record Answered(int status, SortedMap<String, String> headers, Content body) implements Reply {
    public Answered {
      headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }
  }

  /// No answer came, and the build goes on.
  ///
  /// @param why such as `no answer within 10 s`
  record Silent(String why) implements Reply {}

  /// The build ended instead of answering.
  ///
  /// @param how such as `the process ended with exit code 3`
  record Died(String how) implements Reply {}

  /// It was not asked any more.
  ///
  /// @param why in words that follow "because"
  record NotAsked(String why) implements Reply {}

  /// Whether the service failed, by its own word, by silence or by its end.
  default boolean isFailure() {
    return !(this instanceof Answered answered) || answered.status() >= SERVER_ERROR;
  }

  /// What stands where a status stands.
  default String outcome() {
    return switch (this) {
      case Answered answered -> Integer.toString(answered.status());
      case Silent silent -> silent.why();
      case Died died -> died.how();
      case NotAsked notAsked -> "not asked, because " + notAsked.why();
    };
  }
}
