package dev.naosu.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a service in any language is built and started, in the directory of its sources. The text
/// `{port}` in a word or a variable stands for the port that it must listen on.
///
/// @param build line for `sh -c`; empty when nothing has to be built
/// @param command program and arguments
/// @param environment variables, besides those of naosu itself
/// @param ready path that answers below 500 once the service is up; begins with `/`
public record Program(
    Optional<String> build, List<String> command, Map<String, String> environment, String ready) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a program has a name");
    }
  }

  /// How a service is started, as its project says.
  public sealed interface Start {
    record ByCommand(Program program) implements Start {}

    /// On the JVM, on the class path that its build tells.
    ///
    /// @param build line for `sh -c` instead of the usual build; empty for that one
    record ByMain(Service service, Optional<String> build) implements Start {}

    /// Nothing is said, or something with mistakes.
    ///
    /// @param why one sentence, or one line per mistake
    /// @param remedy what the user can do
    record Unknown(String why, String remedy) implements Start {}
  }
}
