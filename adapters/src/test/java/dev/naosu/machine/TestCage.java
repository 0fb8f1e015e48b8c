package dev.naosu.machine;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;

/// A cage for tests, or none of those tests.
public final class TestCage {
  private TestCage() {}

  /// @param own directory for what is laid into the cage
  public static Cage found(Path own, CageLimits limits) {
    return switch (Cage.find(own, limits)) {
      case Cage.Found.Here(Cage cage) -> cage;
      case Cage.Found.Lacking(String why, String remedy) ->
          abort("no cage here: " + why + "; " + remedy);
    };
  }
}
