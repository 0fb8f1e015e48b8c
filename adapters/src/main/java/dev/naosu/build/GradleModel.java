package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the init script wrote of one Gradle project: lines `key=value`, keys repeated for lists.
///
/// @param values line ends and backslashes in values are escaped by the script
record GradleModel(Map<String, List<String>> values) {

  static GradleModel read(Path file) throws IOException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
            .add(line.substring(equals + 1).translateEscapes());
      }
    }
    return new GradleModel(values);
  }

  /// The models so that each comes after those whose outputs are on its class path.
  static List<GradleModel> inBuildOrder(List<GradleModel> models) {
    Set<GradleModel> ordered = new LinkedHashSet<>();
    Set<GradleModel> entered = new LinkedHashSet<>();
    models.forEach(model -> visit(model, models, ordered, entered));
    return List.copyOf(ordered);
  }

  private static void visit(
      GradleModel model,
      List<GradleModel> models,
      Set<GradleModel> ordered,
      Set<GradleModel> entered) {
    if (!entered.add(model)) {
      return;
    }
    for (GradleModel other : models) {
      if (!other.equals(model) && other.isOn(model.list("classPath"))) {
        visit(other, models, ordered, entered);
      }
    }
    ordered.add(model);
  }

  private boolean isOn(List<String> classPath) {
    return list("jar").stream().anyMatch(classPath::contains)
        || list("output").stream().anyMatch(classPath::contains);
  }

  /// @param siblings all projects of the build: their jars on the class path give way to their
  ///   class directories, so that a change of a class is seen without packing it
  Module module(List<GradleModel> siblings) {
    List<String> own = new ArrayList<>(list("output"));
    own.addAll(list("testOutput"));
    Set<Path> libraries = new LinkedHashSet<>();
    for (String entry : list("classPath")) {
      if (own.contains(entry)) {
        continue;
      }
      List<String> instead =
          siblings.stream()
              .filter(sibling -> sibling.list("jar").contains(entry))
              .findFirst()
              .map(sibling -> sibling.list("output"))
              .orElse(List.of(entry));
      instead.stream().map(Path::of).filter(Files::exists).forEach(libraries::add);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (String property : list("systemProperty")) {
      int equals = property.indexOf('=');
      properties.put(property.substring(0, equals), property.substring(equals + 1));
    }
    String level = first("level", "8");
    return new Module(
        first("name", "project"),
        Path.of(first("directory", "")),
        existing("source"),
        existing("testSource"),
        existing("output"),
        existing("testOutput"),
        List.copyOf(libraries),
        JdkCatalogue.feature(level),
        list("jvmArgument").stream().filter(word -> !Arguments.isCoverage(word)).toList(),
        properties,
        patterns());
  }

  /// Gradle looks into all classes unless told otherwise.
  private List<String> patterns() {
    List<String> includes = list("include");
    return TestPatterns.of(includes.isEmpty() ? List.of("**/*.class") : includes, list("exclude"));
  }

  private List<Path> existing(String key) {
    return list(key).stream().map(Path::of).filter(Files::isDirectory).toList();
  }

  private List<String> list(String key) {
    return values.getOrDefault(key, List.of());
  }

  private String first(String key, String otherwise) {
    List<String> list = list(key);
    return list.isEmpty() ? otherwise : list.getFirst();
  }
}
