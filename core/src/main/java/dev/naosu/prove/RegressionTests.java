package dev.naosu.prove;

import dev.naosu.detect.Failure;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.project.Patient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes down as tests of the project's own kind what recorded requests show: the failing method
/// is called with what it was called with when the request failed.
@FunctionalInterface
public interface RegressionTests {
  /// @param patient whose sources are as they were; its class files may be those of any candidate
  /// @param failing requests that show the failures
  /// @param failures as they were seen when the requests were replayed
  /// @return for each repair a test that fails without it and passes with it; empty where receiver
  ///   and arguments cannot be written as code, or where no such test holds
  List<Optional<RegressionTest>> write(
      Patient patient,
      List<RecordedRequest> failing,
      List<Failure> failures,
      List<Repaired> repaired)
      throws InterruptedException;

  /// The texts of the files that a repair changes, by path.
  record Repaired(Map<String, String> before, Map<String, String> after) {
    public Repaired {
      before = Map.copyOf(before);
      after = Map.copyOf(after);
    }
  }

  /// For where none are written.
  static RegressionTests none() {
    return (_, _, _, repaired) ->
        repaired.stream().map(_ -> Optional.<RegressionTest>empty()).toList();
  }
}
