package dev.naosu.project;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The project under repair, compiled, in a throw-away copy.
///
/// @param name for people; the directory's name
/// @param kind such as "Maven" or "plain Java"
/// @param root of the working copy, absolute
/// @param modules at least one, in build order
/// @param jdk runs its build and tests
public record Patient(String name, String kind, Path root, List<Module> modules, Jdk jdk) {
  public Patient {
    modules = List.copyOf(modules);
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("a patient has at least one module");
    }
  }

  /// Class and resource directories of all modules and their tests, in build order.
  public List<Path> outputs() {
    return modules.stream()
        .flatMap(module -> Stream.of(module.outputs(), module.testOutputs()))
        .flatMap(List::stream)
        .toList();
  }
}
