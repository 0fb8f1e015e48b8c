package dev.naosu.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What the user says about the build.
///
/// @param buildCommand compiles main code and tests, run through `sh -c`; replaces the usual one
/// @param testCommand runs the suite, run through `sh -c`; replaces the usual one
/// @param wrapper whether `mvnw` is used where there is one
/// @param compileLimit time for one attempt to compile
/// @param logs directory for full outputs of failed builds, outside of the working copy
public record BuildOptions(
    Optional<String> buildCommand,
    Optional<String> testCommand,
    boolean wrapper,
    Duration compileLimit,
    Path logs) {
  /// Nothing said: the project's own commands, a quarter of an hour to compile.
  public static BuildOptions usual(Path logs) {
    return new BuildOptions(Optional.empty(), Optional.empty(), true, Duration.ofMinutes(15), logs);
  }

  public BuildOptions withBuildCommand(String command) {
    return new BuildOptions(Optional.of(command), testCommand, wrapper, compileLimit, logs);
  }

  public BuildOptions withTestCommand(String command) {
    return new BuildOptions(buildCommand, Optional.of(command), wrapper, compileLimit, logs);
  }

  public BuildOptions withoutWrapper() {
    return new BuildOptions(buildCommand, testCommand, false, compileLimit, logs);
  }
}
