package dev.naosu.prove;

import java.util.List;

/// What shows that a repair holds: the project's own build, in fresh JVMs.
///
/// @param command the project's own test command, as a person would type it
/// @param failingBefore the failing tests that pass now
/// @param testsBefore size of the suite before
/// @param testsAfter tests the project's own build ran; 0 when it does not count them
/// @param otherFailures tests that fail before and after, not part of this repair
/// @param requests what recorded requests show
public record Proof(
    String command,
    List<String> failingBefore,
    int testsBefore,
    int testsAfter,
    List<String> otherFailures,
    Requests requests) {
  public Proof {
    failingBefore = List.copyOf(failingBefore);
    otherFailures = List.copyOf(otherFailures);
  }

  /// Whether recorded requests show the bug, rather than tests.
  public boolean isByRequests() {
    return requests.reproducing() > 0;
  }

  /// What the project's own tests show.
  public Proof(
      String command,
      List<String> failingBefore,
      int testsBefore,
      int testsAfter,
      List<String> otherFailures) {
    this(command, failingBefore, testsBefore, testsAfter, otherFailures, Requests.NONE);
  }

  /// Recorded requests, replayed on a fresh start of the patched service.
  ///
  /// @param reproducing how many showed the bug before and are answered without it now
  /// @param asBefore how many good ones are answered as they were
  /// @param unsaid what is answered now where nobody said what should be, one sentence each
  public record Requests(int reproducing, int asBefore, List<String> unsaid) {
    public static final Requests NONE = new Requests(0, 0, List.of());

    public Requests {
      unsaid = List.copyOf(unsaid);
    }
  }
}
