package dev.naosu.build;

import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.redaction.Redaction;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The jars that a class path lacks before JUnit Platform tests can be started from it.
///
/// Looked for in the repositories that the class path's own jars lie in (Maven's layout, Gradle's
/// cache), then in `~/.m2/repository`; else fetched there by the user's own `mvn`.
public final class LauncherJars {
  private static final Pattern JAR = Pattern.compile("(.+?)-([0-9][\\w.-]*)\\.jar");
  private static final Duration FETCH_LIMIT = Duration.ofMinutes(2);
  private static final String GRADLE_CACHE = "files-2.1";
  private static final String OPENTEST4J_VERSION = "1.3.0";

  /// What a class path lacks.
  public sealed interface Answer permits Found, Missing {}

  /// @param jars to be appended; empty when the class path is complete
  public record Found(List<Path> jars) implements Answer {
    public Found {
      jars = List.copyOf(jars);
    }
  }

  /// @param why for people, with the remedy
  public record Missing(String why) implements Answer {}

  private record Artifact(String group, String name, String version) {
    String coordinates() {
      return group + ":" + name + ":" + version;
    }

    String fileName() {
      return name + "-" + version + ".jar";
    }
  }

  private final Sandbox sandbox;
  private final Path userRepository;

  /// @param userRepository such as `~/.m2/repository`
  public LauncherJars(Sandbox sandbox, Path userRepository) {
    this.sandbox = sandbox;
    this.userRepository = userRepository;
  }

  /// What the launcher API and the Jupiter engine need, for a class path that holds JUnit Platform
  /// or Jupiter in some version.
  ///
  /// @param jdk runs `mvn` when something must be fetched
  public Answer launcher(List<Path> classPath, Jdk jdk) {
    Optional<String> version = platformVersion(classPath);
    if (version.isEmpty()) {
      return new Missing("the class path holds no JUnit Platform and no JUnit Jupiter");
    }
    List<Artifact> wanted = new ArrayList<>();
    for (String name : List.of("launcher", "engine", "commons")) {
      wanted.add(new Artifact("org.junit.platform", "junit-platform-" + name, version.get()));
    }
    wanted.add(new Artifact("org.opentest4j", "opentest4j", OPENTEST4J_VERSION));
    versionOf(classPath, "junit-jupiter-api")
        .ifPresent(
            jupiter ->
                // surefire adds the engine itself, so many projects do not name it
                wanted.add(new Artifact("org.junit.jupiter", "junit-jupiter-engine", jupiter)));
    return find(wanted, classPath, jdk);
  }

  /// The JUnit console in the class path's version, as one jar that holds all it needs.
  public Answer console(List<Path> classPath, Jdk jdk) {
    Optional<String> version = platformVersion(classPath);
    return version.isEmpty()
        ? new Missing("the class path holds no JUnit Platform and no JUnit Jupiter")
        : find(
            List.of(
                new Artifact(
                    "org.junit.platform", "junit-platform-console-standalone", version.get())),
            classPath,
            jdk);
  }

  /// What a module's test class path lacks; empty when it lacks nothing, has no JUnit Platform
  /// tests, or what it lacks cannot be had.
  public List<Path> lacking(Patient patient, Module module) {
    return launcher(module.libraries(), patient.jdk()) instanceof Found found
        ? found.jars()
        : List.of();
  }

  /// One jar by its coordinates, without what it depends on.
  ///
  /// @param coordinates as `group:name:version`
  /// @param jdk runs `mvn` when it must be fetched
  public Answer artifact(String coordinates, Jdk jdk) {
    List<String> parts = List.of(coordinates.split(":", -1));
    return find(List.of(new Artifact(parts.get(0), parts.get(1), parts.get(2))), List.of(), jdk);
  }

  /// The version of JUnit Platform on a class path, told from the names of its jars.
  public static Optional<String> platformVersion(List<Path> classPath) {
    return Stream.of(
            "junit-platform-engine",
            "junit-platform-commons",
            "junit-platform-launcher",
            "junit-platform-console-standalone")
        .flatMap(name -> versionOf(classPath, name).stream())
        .findFirst()
        .or(
            () ->
                Stream.of("junit-jupiter-api", "junit-jupiter-engine")
                    .flatMap(name -> versionOf(classPath, name).stream())
                    .findFirst()
                    // Jupiter 5.y came with Platform 1.y; since 6 both count alike
                    .map(jupiter -> jupiter.replaceFirst("^5\\.", "1.")));
  }

  private Answer find(List<Artifact> wanted, List<Path> classPath, Jdk jdk) {
    List<Path> found = new ArrayList<>();
    Set<Path> repositories = repositories(classPath);
    for (Artifact artifact : wanted) {
      if (versionOf(classPath, artifact.name()).isPresent()) {
        continue;
      }
      Optional<Path> jar = inRepositories(repositories, artifact);
      if (jar.isEmpty()) {
        Optional<String> trouble = fetch(artifact, jdk);
        jar = inRepositories(repositories, artifact);
        if (jar.isEmpty()) {
          return new Missing(
              artifact.coordinates()
                  + " is not on this machine"
                  + trouble.map(why -> " and could not be fetched: " + why).orElse("")
                  + "; add it to the test dependencies");
        }
      }
      found.add(jar.get());
    }
    return new Found(found);
  }

  private Set<Path> repositories(List<Path> classPath) {
    Set<Path> repositories = new LinkedHashSet<>();
    for (Path jar : classPath) {
      if (!jar.getFileName().toString().startsWith("junit-")) {
        continue;
      }
      for (Path above = jar; above.getParent() != null; above = above.getParent()) {
        if (above.endsWith("org/junit")) {
          repositories.add(above.resolve("../..").normalize());
        } else if (above.endsWith(GRADLE_CACHE)) {
          repositories.add(above);
        }
      }
    }
    repositories.add(userRepository);
    return repositories;
  }

  private static Optional<Path> inRepositories(Set<Path> repositories, Artifact artifact) {
    for (Path repository : repositories) {
      if (repository.endsWith(GRADLE_CACHE)) {
        Path versions =
            repository
                .resolve(artifact.group())
                .resolve(artifact.name())
                .resolve(artifact.version());
        Optional<Path> jar = below(versions, artifact.fileName());
        if (jar.isPresent()) {
          return jar;
        }
      } else {
        Path jar =
            repository
                .resolve(artifact.group().replace('.', '/'))
                .resolve(artifact.name())
                .resolve(artifact.version())
                .resolve(artifact.fileName());
        if (Files.isRegularFile(jar)) {
          return Optional.of(jar);
        }
      }
    }
    return Optional.empty();
  }

  /// Gradle keeps each file in a directory named by its hash.
  private static Optional<Path> below(Path versions, String fileName) {
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(versions, 2)) {
      return files.filter(file -> file.getFileName().toString().equals(fileName)).findFirst();
    } catch (IOException _) {
      // a cache that cannot be read holds nothing for us
      return Optional.empty();
    }
  }

  /// What went wrong; empty when `mvn` says it has the jar.
  private Optional<String> fetch(Artifact artifact, Jdk jdk) {
    Exit exit =
        sandbox.run(
            new Command(
                List.of(
                    "mvn",
                    "-B",
                    "-q",
                    "-Dstyle.color=never",
                    "-Dmaven.repo.local=" + userRepository,
                    "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get",
                    "-Dartifact=" + artifact.coordinates(),
                    "-Dtransitive=false"),
                Path.of(System.getProperty("java.io.tmpdir")),
                JdkChoice.environment(jdk),
                FETCH_LIMIT));
    return switch (exit) {
      case Exit.Finished finished when finished.succeeded() -> Optional.empty();
      case Exit.Finished finished ->
          Optional.of(
              Redaction.of(finished.output().lines().findFirst().orElse("mvn says nothing")));
      case Exit.TimedOut timedOut ->
          Optional.of("mvn was not done after " + timedOut.limit().toSeconds() + " s");
      case Exit.NeverStarted never -> Optional.of(never.why());
    };
  }

  private static Optional<String> versionOf(List<Path> classPath, String name) {
    for (Path path : classPath) {
      Matcher jar = JAR.matcher(path.getFileName().toString());
      if (jar.matches() && jar.group(1).equals(name)) {
        return Optional.of(jar.group(2));
      }
    }
    return Optional.empty();
  }
}
