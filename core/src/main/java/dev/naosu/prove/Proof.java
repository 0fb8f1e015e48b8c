package dev.naosu.prove;

import java.util.List;

/// What shows that a repair holds: the project's own build, in fresh JVMs.
///
/// @param command the project's own test command, as a person would type it
/// @param failingBefore the failing tests that pass now
/// @param testsBefore size of the suite before
/// @param testsAfter tests the project's own build ran; 0 when it does not count them
/// @param otherFailures tests that fail before and after, not part of this repair
public record Proof(
    String command,
    List<String> failingBefore,
    int testsBefore,
    int testsAfter,
    List<String> otherFailures) {
  public Proof {
    failingBefore = List.copyOf(failingBefore);
    otherFailures = List.copyOf(otherFailures);
  }
}
