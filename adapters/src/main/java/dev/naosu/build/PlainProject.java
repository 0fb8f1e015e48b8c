package dev.naosu.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.AntPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A project without a build tool, as `naosu.yml` or its layout describes it. Directories are
/// relative to its root.
///
/// @param sources directories of main code, at least one
/// @param tests directories of test code
/// @param classPath jars and class directories, absolute
/// @param files Ant patterns, relative to a source directory, of what is compiled; empty for all
/// @param build command that compiles into `output` and `testOutput`; naosu compiles when empty
record PlainProject(
    List<String> sources,
    List<String> tests,
    List<String> resources,
    List<Path> classPath,
    int level,
    List<String> include,
    List<String> exclude,
    List<String> files,
    Charset encoding,
    Optional<String> build,
    List<String> output,
    List<String> testOutput,
    Optional<String> testCommand) {
  static final String FILE = "naosu.yml";
  static final String EXAMPLE =
      """
      sources: [src/main/java]
      tests: [src/test/java]
      classPath: ["lib/*.jar", "junit:junit:4.13.2", "org.hamcrest:hamcrest-core:1.3"]
      level: 17
      """;

  private static final int USUAL_LEVEL = 17;
  private static final Pattern COORDINATES = Pattern.compile("[\\w.-]+:[\\w.-]+:[\\w.-]+");
  private static final List<String> KEYS =
      List.of(
          "sources",
          "tests",
          "resources",
          "classPath",
          "level",
          "include",
          "exclude",
          "files",
          "encoding",
          "build",
          "output",
          "testOutput",
          "testCommand",
          ServiceSection.KEY);

  /// What a description says, or everything that is wrong with it.
  sealed interface Reading {
    record Good(PlainProject project) implements Reading {}

    /// @param problems each with its line and remedy
    record Bad(List<String> problems) implements Reading {}
  }

  /// Reads `naosu.yml`.
  ///
  /// @param artifacts finds the jar of `group:name:version`
  static Reading read(Path root, Function<String, LauncherJars.Answer> artifacts) {
    String text;
    try {
      text = Files.readString(root.resolve(FILE));
    } catch (IOException e) {
      return new Reading.Bad(List.of(FILE + " cannot be read as UTF-8: " + e.getMessage()));
    }
    try {
      JsonNode tree = new YAMLMapper().readTree(text);
      if (tree == null || !tree.isObject()) {
        return new Reading.Bad(
            List.of(FILE + " is not a list of keys and values; for example:\n" + EXAMPLE));
      }
      return new Reader(root, text, tree, artifacts).read();
    } catch (JsonProcessingException e) {
      return new Reading.Bad(
          List.of(
              FILE
                  + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr())
                  + ": not YAML: "
                  + e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  /// The project when its layout is an obvious one.
  static Optional<PlainProject> guessed(Path root) {
    boolean maven = holdsJava(root.resolve("src/main/java"));
    if (!maven && !holdsJava(root.resolve("src"))) {
      return Optional.empty();
    }
    String tests =
        maven
            ? "src/test/java"
            : Stream.of("test", "tests", "src/test")
                .filter(name -> holdsJava(root.resolve(name)))
                .findFirst()
                .orElse("test");
    List<String> resources =
        Stream.of("src/main/resources")
            .filter(name -> Files.isDirectory(root.resolve(name)))
            .toList();
    return Optional.of(
        new PlainProject(
            List.of(maven ? "src/main/java" : "src"),
            Files.isDirectory(root.resolve(tests)) ? List.of(tests) : List.of(),
            resources,
            matching(root, "lib/**/*.jar"),
            USUAL_LEVEL,
            List.of(),
            List.of(),
            List.of(),
            StandardCharsets.UTF_8,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty()));
  }

  PlainProject with(Optional<String> otherBuild, Optional<String> otherTestCommand) {
    return new PlainProject(
        sources,
        tests,
        resources,
        classPath,
        level,
        include,
        exclude,
        files,
        encoding,
        otherBuild.or(() -> build),
        output,
        testOutput,
        otherTestCommand.or(() -> testCommand));
  }

  private static boolean holdsJava(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.anyMatch(path -> path.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /// Files and directories under the root that a path or pattern names, sorted.
  private static List<Path> matching(Path root, String pattern) {
    if (!pattern.contains("*") && !pattern.contains("?")) {
      Path path = root.resolve(pattern).normalize();
      return Files.exists(path) ? List.of(path) : List.of();
    }
    // the part without wildcards: the pattern may lead out of the root
    int wild = pattern.replace('?', '*').indexOf('*');
    int slash = pattern.lastIndexOf('/', wild);
    Path start = root.resolve(slash < 0 ? "" : pattern.substring(0, slash + 1)).normalize();
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    AntPattern wanted = AntPattern.of(pattern.substring(slash + 1));
    try (Stream<Path> walk = Files.walk(start)) {
      return walk.filter(
              path -> wanted.matches(start.relativize(path).toString().replace('\\', '/')))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + start, e);
    }
  }

  /// Reads a description and collects what is wrong with it.
  private static final class Reader {
    private final Path root;
    private final String text;
    private final JsonNode tree;
    private final Function<String, LauncherJars.Answer> artifacts;
    private final List<String> problems = new ArrayList<>();

    Reader(Path root, String text, JsonNode tree, Function<String, LauncherJars.Answer> artifacts) {
      this.artifacts = artifacts;
      this.root = root;
      this.text = text;
      this.tree = tree;
    }

    Reading read() {
      for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!KEYS.contains(name)) {
          problem(name, "unknown key; known ones are " + String.join(", ", KEYS));
        }
      }
      List<String> sources = directories("sources");
      if (tree.path("sources").isMissingNode()) {
        problem("sources", "missing; name the directories of the main code: sources: [src]");
      }
      List<String> tests = directories("tests");
      List<String> resources = directories("resources");
      List<Path> classPath = classPath();
      int level = level();
      Charset encoding = encoding();
      Optional<String> build = string("build");
      List<String> output = strings("output");
      List<String> testOutput = strings("testOutput");
      if (build.isPresent() && output.isEmpty()) {
        problem("build", "needs output: the directory the command compiles into");
      }
      if (build.isPresent() && testOutput.isEmpty() && !tests.isEmpty()) {
        problem("build", "needs testOutput: the directory the command compiles the tests into");
      }
      PlainProject project =
          new PlainProject(
              sources,
              tests,
              resources,
              classPath,
              level,
              strings("include"),
              strings("exclude"),
              strings("files"),
              encoding,
              build,
              output,
              testOutput,
              string("testCommand"));
      return problems.isEmpty() ? new Reading.Good(project) : new Reading.Bad(problems);
    }

    private List<String> directories(String key) {
      List<String> directories = strings(key);
      for (String directory : directories) {
        Path path = root.resolve(directory).normalize();
        if (!path.startsWith(root)) {
          problem(key, directory + " lies outside of the project; give a directory inside it");
        } else if (!Files.isDirectory(path)) {
          problem(key, "there is no directory " + directory + "; make it or correct the name");
        }
      }
      return directories;
    }

    private List<Path> classPath() {
      List<Path> paths = new ArrayList<>();
      for (String entry : strings("classPath")) {
        if (COORDINATES.matcher(entry).matches()) {
          switch (artifacts.apply(entry)) {
            case LauncherJars.Found found -> paths.addAll(found.jars());
            case LauncherJars.Missing missing -> problem("classPath", missing.why());
          }
          continue;
        }
        List<Path> found = matching(root, entry);
        if (found.isEmpty()) {
          problem(
              "classPath",
              entry + " names no file; give jars, directories or patterns such as lib/*.jar");
        }
        paths.addAll(found);
      }
      return paths;
    }

    private int level() {
      JsonNode value = tree.path("level");
      if (value.isMissingNode()) {
        return USUAL_LEVEL;
      }
      String written = value.asText();
      if (!written.matches("(1\\.)?[0-9]{1,2}")) {
        problem("level", written + " is no Java level; give a number such as 8, 17 or 25");
        return USUAL_LEVEL;
      }
      return JdkCatalogue.feature(written);
    }

    private Charset encoding() {
      String name = string("encoding").orElse("UTF-8");
      try {
        return Charset.forName(name);
      } catch (IllegalArgumentException _) {
        problem("encoding", name + " is no character set; give one such as UTF-8 or ISO-8859-1");
        return StandardCharsets.UTF_8;
      }
    }

    private Optional<String> string(String key) {
      JsonNode value = tree.path(key);
      if (value instanceof MissingNode) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
        problem(key, "should be one text; write " + key + ": some text");
        return Optional.empty();
      }
      return Optional.of(value.asText());
    }

    private List<String> strings(String key) {
      JsonNode value = tree.path(key);
      if (value.isMissingNode()) {
        return List.of();
      }
      if (value.isTextual()) {
        return List.of(value.asText());
      }
      List<String> strings = new ArrayList<>();
      boolean allTexts = value.isArray();
      for (JsonNode element : value) {
        allTexts &= element.isTextual();
        strings.add(element.asText());
      }
      if (!allTexts) {
        problem(key, "should be a list of texts; write " + key + ": [first, second]");
        return List.of();
      }
      return strings;
    }

    private void problem(String key, String what) {
      Matcher line =
          Pattern.compile("(?m)^['\"]?" + Pattern.quote(key) + "['\"]?\\s*:").matcher(text);
      String where = "";
      if (line.find()) {
        where = ", line " + (text.substring(0, line.start()).lines().count() + 1);
      }
      problems.add(FILE + where + ": " + key + ": " + what);
    }
  }
}
