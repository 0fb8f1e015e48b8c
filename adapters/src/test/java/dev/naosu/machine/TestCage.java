package dev.naosu.machine;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;

/// A cage for tests, or none of those tests.
public final class TestCage {
  private TestCage() {}

  /// The one that people would get.
  ///
  /// @param own directory for what is laid into the cage
  public static Cage found(Path own, CageLimits limits) {
    return given(Cage.find(own, limits));
  }

  /// One of each kind.
  ///
  /// @param own directory for what is laid into the cage
  public static Cage found(Isolator isolator, Path own, CageLimits limits) {
    return given(Cage.find(isolator, own, limits));
  }

  private static Cage given(Cage.Found found) {
    return switch (found) {
      case Cage.Found.Here(Cage cage) -> cage;
      case Cage.Found.Lacking(String why, String remedy) ->
          abort("no cage here: " + why + "; " + remedy);
    };
  }
}
