package dev.naosu.project;

import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.util.List;

/// The patient's own build, run in its working copy.
public interface Build {
  /// Compiles main code and tests.
  Compilation compile();

  /// Runs the whole suite the way the project does, in fresh JVMs, after compiling what changed.
  Suite test(Duration limit);

  /// The command that [#test] runs, as a person would type it.
  String testCommand();

  /// What compiling came to.
  sealed interface Compilation {
    /// It compiles.
    record Compiled(Patient patient) implements Compilation {}

    /// The sources do not compile as they are.
    ///
    /// @param command as a person would type it
    /// @param output what the build said, secrets left out
    record Broken(String command, String output) implements Compilation {}

    /// The build cannot even be tried: no JDK for the level, no build tool.
    ///
    /// @param remedy what the user can do
    record Impossible(String why, String remedy) implements Compilation {}
  }

  /// What the project's own test command said.
  ///
  /// @param counted false when the command tells only success or failure, not single tests
  /// @param tests number of tests run, 0 when not counted
  /// @param failing names as `class#method`, sorted; empty when not counted
  record Suite(Exit exit, boolean counted, int tests, List<String> failing) {
    public Suite {
      failing = List.copyOf(failing);
    }
  }
}
