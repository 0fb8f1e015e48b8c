package dev.naosu.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the patient's service is started. The text `{port}` in an argument, a property or a variable
/// stands for the port that it must listen on.
///
/// @param main binary name of the class with the main method
/// @param properties system properties
/// @param environment variables, besides those of naosu itself
/// @param ready path that answers below 500 once the service is up; begins with `/`
/// @param module name of the module whose class path it runs on; empty for the one that holds
///   `main`
public record Service(
    String main,
    List<String> arguments,
    Map<String, String> properties,
    Map<String, String> environment,
    String ready,
    Optional<String> module) {
  /// Stands for the port.
  public static final String PORT = "{port}";

  public Service {
    arguments = List.copyOf(arguments);
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
  }

  /// What a project says of its service.
  public sealed interface Description {
    record Known(Service service) implements Description {}

    /// Nothing, or something with mistakes.
    ///
    /// @param why one sentence, or one line per mistake
    /// @param remedy what the user can do
    record Unknown(String why, String remedy) implements Description {}
  }
}
