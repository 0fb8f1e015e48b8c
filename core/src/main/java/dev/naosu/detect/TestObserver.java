package dev.naosu.detect;

import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Runs the patient's tests in its own JVM and watches which code each of them runs.
public interface TestObserver {
  /// Runs the tests of one module in one fresh JVM.
  ///
  /// @param classNames binary names of test classes to run; empty for all that the module's
  ///   patterns name
  /// @param limits how far one test may go before it is stopped
  /// @param seen called after each test
  /// @throws ObservationFailed when the JVM could not be started or ended early
  SuiteRun observe(
      Patient patient,
      Module module,
      List<String> classNames,
      Limits limits,
      Consumer<TestRun> seen)
      throws ObservationFailed;

  /// How far one test may go.
  ///
  /// @param perTest longest time
  /// @param steps most method entries and loop turns; 0 for no limit
  record Limits(Duration perTest, long steps) {}

  /// The patient's JVM did not come up or did not last.
  final class ObservationFailed extends Exception {
    private final String remedy;

    public ObservationFailed(String why, String remedy) {
      super(why);
      this.remedy = remedy;
    }

    /// What the user can do.
    public String remedy() {
      return remedy;
    }
  }
}
