package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// Reads what the spy in the patient's Maven wrote.
final class MavenModules {
  private final Properties facts;

  private MavenModules(Properties facts) {
    this.facts = facts;
  }

  /// The modules with Java code, in build order.
  static List<Module> read(Path file) throws IOException {
    Properties facts = new Properties();
    try (InputStream stream = Files.newInputStream(file)) {
      facts.load(stream);
    }
    return new MavenModules(facts).modules();
  }

  private List<Module> modules() {
    List<Module> modules = new ArrayList<>();
    int count = Integer.parseInt(facts.getProperty("count", "0"));
    for (int index = 0; index < count; index++) {
      Module module = module(index + ".");
      if (!module.sourceRoots().isEmpty() || !module.testRoots().isEmpty()) {
        modules.add(module);
      }
    }
    return modules;
  }

  private Module module(String prefix) {
    Path output = Path.of(value(prefix + "output", "target/classes"));
    Path testOutput = Path.of(value(prefix + "testOutput", "target/test-classes"));
    List<Path> libraries =
        list(prefix + "testClassPath").stream()
            .map(Path::of)
            .filter(path -> !path.equals(output) && !path.equals(testOutput))
            .toList();
    boolean skip =
        Boolean.parseBoolean(value(prefix + "surefire.skip", ""))
            || Boolean.parseBoolean(value(prefix + "surefire.skipTests", ""));
    return new Module(
        value(prefix + "artifactId", "project"),
        Path.of(value(prefix + "basedir", "")),
        written(prefix, "sourceRoot"),
        written(prefix, "testRoot"),
        existing(List.of(output.toString())),
        skip ? List.of() : existing(List.of(testOutput.toString())),
        libraries,
        level(prefix),
        Arguments.ofTests(value(prefix + "surefire.argLine", "")),
        systemProperties(prefix + "surefire.property."),
        TestPatterns.of(list(prefix + "surefire.include"), list(prefix + "surefire.exclude")));
  }

  /// Source roots that people write in: what a plugin generates would be generated again.
  private List<Path> written(String prefix, String key) {
    Path build = Path.of(value(prefix + "buildDirectory", "target"));
    return existing(list(prefix + key)).stream().filter(path -> !path.startsWith(build)).toList();
  }

  private int level(String prefix) {
    for (String goal : List.of("compile.", "testCompile.")) {
      for (String name : List.of("release", "source", "target")) {
        String level = value(prefix + goal + name, "");
        if (level.matches("(1\\.)?[0-9]{1,2}")) {
          return JdkCatalogue.feature(level);
        }
      }
    }
    return DeclaredJava.DEFAULT_LEVEL;
  }

  private Map<String, String> systemProperties(String prefix) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : facts.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        properties.put(name.substring(prefix.length()), facts.getProperty(name));
      }
    }
    return properties;
  }

  private String value(String key, String otherwise) {
    return facts.getProperty(key, otherwise);
  }

  private List<String> list(String key) {
    List<String> values = new ArrayList<>();
    for (int i = 0; facts.getProperty(key + "." + i) != null; i++) {
      values.add(facts.getProperty(key + "." + i));
    }
    return values;
  }

  private static List<Path> existing(List<String> directories) {
    return directories.stream().map(Path::of).filter(Files::isDirectory).toList();
  }
}
