package dev.naosu.repair.upkeep;

import dev.naosu.detect.vitals.Target;
import java.util.Map;

/// How a need is met.
public sealed interface Means {
  /// In one sentence for people.
  String words();

  /// An action of the catalogue, over the road that all actions take.
  ///
  /// @param action name in the catalogue
  /// @param arguments as written; what is not given is as usual
  record Act(String words, Target target, String action, Map<String, String> arguments)
      implements Means {
    public Act {
      arguments = Map.copyOf(arguments);
    }
  }

  /// A newer version of a library in the project's build file, built and tested, then offered to
  /// people as a change.
  ///
  /// @param project its directory, or the service that it is
  /// @param file that says the version, relative to the project
  /// @param library as its build system names it, such as `group:artifact`
  record Update(String words, String project, String file, String library, String from, String to)
      implements Means {}

  /// Only a person can do it, or should.
  record ByPerson(String words) implements Means {}
}
