package dev.naosu.prove;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A warm JVM of the patient that tries candidates. What one attempt leaves behind in static state
/// is gone at the next.
///
/// Not safe for use by several threads.
public interface Worker extends AutoCloseable {
  /// Runs tests with some classes replaced.
  ///
  /// @param classes class files by binary name; empty to run the patient as it is
  /// @param tests in the order to run them
  Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits);

  /// Runs tests with a candidate. A worker for which loading classes is expensive may switch to it.
  default Attempt attempt(Compiled.Accepted candidate, List<TestId> tests, Limits limits) {
    return attempt(candidate.classes(), tests, limits);
  }

  /// Runs tests with variants of classes that hold many, one variant after the other. A worker that
  /// can keep such classes and switch between their variants is much faster than with classes of
  /// their own for each.
  ///
  /// @return what came of each variant, in the same order
  default List<Attempt> attempt(
      Variants variants, List<Integer> numbers, List<TestId> tests, Limits limits) {
    return numbers.stream()
        .map(number -> attempt(variants.classes(number), tests, limits))
        .toList();
  }

  /// Says which variants may be tried next, so that a worker can load them all at once.
  default void expect(List<Variants> variants) {}

  /// Runs tests with a variant that compares expressions.
  ///
  /// @param chosen number of the expression whose value the run goes on with
  /// @return empty when this worker cannot tell
  default Optional<Compared> compare(
      Variants variants, int comparison, int chosen, List<TestId> tests, Limits limits) {
    return Optional.empty();
  }

  /// What came of a comparison.
  ///
  /// @param differences of each expression, the original first; empty for one whose values were
  ///   those of the chosen one all along
  record Compared(Attempt.Ran attempt, List<Optional<Difference>> differences) {
    public Compared {
      differences = List.copyOf(differences);
    }
  }

  /// The first difference of an expression from the chosen one.
  ///
  /// @param visit how often they had been evaluated by then
  record Difference(int visit, long value) {}

  @Override
  void close();

  /// Makes workers.
  @FunctionalInterface
  interface Source {
    Worker open(Patient patient, Module module);
  }

  /// How far one attempt may go.
  ///
  /// @param stopAtFirstFailure whether tests after a failing one are left out
  /// @param perTest longest time of one test
  /// @param steps most method entries and loop turns of one test; 0 for no limit
  record Limits(boolean stopAtFirstFailure, Duration perTest, long steps) {}

  /// What came of an attempt.
  sealed interface Attempt {
    /// The tests that were run, in order.
    record Ran(List<TestRun> runs) implements Attempt {
      public Ran {
        runs = List.copyOf(runs);
      }

      public boolean allPassed(int wanted) {
        return runs.size() == wanted && runs.stream().noneMatch(TestRun::failed);
      }

      /// Whether the clock stopped a test: then it is not known whether that would have passed.
      public boolean isTimedOut() {
        return runs.stream().anyMatch(run -> run.status() == TestRun.Status.TIMED_OUT);
      }
    }

    /// The JVM died under the attempt; a fresh one takes its place.
    ///
    /// @param killer whether the attempt itself brought it down, as by using up its memory
    record Lost(String why, boolean killer) implements Attempt {}
  }
}
