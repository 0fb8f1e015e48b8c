package dev.naosu.cycle;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Diagnosis;
import dev.naosu.project.Patient;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.List;

/// What happens while healing, for whoever watches.
public sealed interface HealEvent {
  /// Something that the person should know of how it is done.
  ///
  /// @param line in one line
  record Noted(String line) implements HealEvent {}

  /// The patient compiles.
  record Built(Patient patient, Duration took) implements HealEvent {}

  /// Another test ran.
  ///
  /// @param ran tests so far
  /// @param failing failing ones so far
  record Observing(int ran, int failing) implements HealEvent {}

  /// The suite ran.
  record Observed(int ran, List<TestRun> failing, List<TestId> flaky, Duration took)
      implements HealEvent {
    public Observed {
      failing = List.copyOf(failing);
      flaky = List.copyOf(flaky);
    }
  }

  /// Recorded requests were replayed on the patient as it is.
  ///
  /// @param failing those that show the bug here
  /// @param good how many were answered as recorded
  /// @param leftOut how many tell nothing here
  record Replayed(List<TestRun> failing, int good, int leftOut, Duration took)
      implements HealEvent {
    public Replayed {
      failing = List.copyOf(failing);
    }
  }

  /// The suspects are known.
  record Localised(Diagnosis diagnosis, Duration took) implements HealEvent {}

  /// Candidates are being tried; told several times a second.
  record Searching(Funnel funnel, Duration elapsed, Duration budget) implements HealEvent {}

  /// The search ended.
  record Searched(Funnel funnel, Duration took) implements HealEvent {}

  /// A strategy waits for a model.
  ///
  /// @param funnel how all suggestions fared so far
  record Asking(String strategy, Funnel funnel) implements HealEvent {}

  /// All strategies have been asked.
  record Answered(Asked asked, Duration took) implements HealEvent {}

  /// A finalist goes through the project's own build.
  record Proving(int number, int of, String command) implements HealEvent {}

  /// A finalist came back from the project's own build.
  record Proved(int number, boolean holds, Duration took) implements HealEvent {}

  /// What recorded requests showed was written down as tests, as far as it could be.
  ///
  /// @param names of the tests, such as `shop.CartTest#total`
  record Written(List<String> names, Duration took) implements HealEvent {
    public Written {
      names = List.copyOf(names);
    }
  }
}
