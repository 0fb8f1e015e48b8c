package dev.naosu.repair;

import dev.naosu.detect.FailureKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the failing tests say, in the words operators need.
///
/// @param kinds kinds of their failures, at least one
/// @param expectedExceptions qualified names of exceptions that tests expected and did not get
/// @param expectedValues values that failed assertions expected, as Java literals where they can be
///   written as such (`5`, `"text"`, `true`, `null`), at most 10
/// @param nullNames names of the variables or methods that were null, as the JVM's message told
public record Evidence(
    Set<FailureKind> kinds,
    List<String> expectedExceptions,
    List<String> expectedValues,
    List<String> nullNames) {
  public Evidence {
    kinds = Set.copyOf(kinds);
    expectedExceptions = List.copyOf(expectedExceptions);
    expectedValues = List.copyOf(expectedValues);
    nullNames = List.copyOf(nullNames);
  }

  /// The same, where these exceptions may be what is missing too.
  public Evidence expecting(List<String> exceptions) {
    Set<String> all = new LinkedHashSet<>(expectedExceptions);
    all.addAll(exceptions);
    return new Evidence(kinds, List.copyOf(all), expectedValues, nullNames);
  }

  public boolean has(FailureKind kind) {
    return kinds.contains(kind);
  }
}
