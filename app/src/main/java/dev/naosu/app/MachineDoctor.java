package dev.naosu.app;

import dev.naosu.build.Builds;
import dev.naosu.build.Builds.JavaNeed;
import dev.naosu.machine.Cage;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Jdk;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Looks at this machine through the eyes of a project.
///
/// @param project the user's directory, only looked at
/// @param java what the project asks of Java; empty when there is no project
/// @param temporary where working copies are made
/// @param cage looks for one
record MachineDoctor(
    Path project,
    JdkCatalogue jdks,
    Optional<JavaNeed> java,
    Sandbox sandbox,
    Path temporary,
    Supplier<Cage.Found> cage)
    implements Doctor {
  private static final long ENOUGH_MEGABYTES = 1024;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  public List<Check> examine() {
    List<Check> checks = new ArrayList<>();
    checks.add(jdkCheck());
    checks.addAll(build());
    java.map(this::java).ifPresent(checks::add);
    checks.add(git());
    checks.add(copies());
    checks.add(disk());
    checks.add(caged());
    return checks;
  }

  private Check jdkCheck() {
    List<Jdk> found = jdks.jdks();
    if (found.isEmpty()) {
      return Check.needed("JDK", "none found", "Install a JDK, or let JAVA_HOME name one");
    }
    return Check.good(
        "JDK",
        found.stream()
            .map(jdk -> jdk.feature() + " in " + jdk.home())
            .collect(Collectors.joining(", ")));
  }

  private Check java(JavaNeed need) {
    String level = "Java " + need.level();
    if (need.isMet()) {
      Jdk jdk = need.jdk().orElseThrow();
      return Check.good("Java", level + ", with " + jdk.feature() + " in " + jdk.home());
    }
    String remedy = "Install a JDK " + need.level() + ", or let JAVA_HOME name one";
    return need.jdk()
        .map(jdk -> Check.useful("Java", level + ", and no JDK here compiles that", remedy))
        .orElseGet(() -> Check.needed("Java", level + ", and no JDK here fits", remedy));
  }

  private List<Check> build() {
    if (Files.exists(project.resolve("naosu.yml"))) {
      return List.of(Check.good("Project", "described by naosu.yml"));
    }
    if (Files.exists(project.resolve("pom.xml"))) {
      Check kind = Check.good("Project", "Maven (pom.xml)");
      return List.of(
          kind,
          Files.exists(project.resolve("mvnw"))
              ? wrapper("Maven", "mvnw", "mvn -N wrapper:wrapper")
              : tool(
                  "Maven",
                  true,
                  "Install Maven 3.8 or newer, or add its wrapper",
                  "mvn",
                  "-B",
                  "-v"));
    }
    if (Files.exists(project.resolve("gradlew"))) {
      return List.of(
          Check.good("Project", "Gradle (gradlew)"),
          wrapper("Gradle", "gradlew", "gradle wrapper"));
    }
    Check maven =
        tool("Maven", false, "Install Maven 3.8 or newer for Maven projects", "mvn", "-B", "-v");
    if (Files.exists(project.resolve("build.gradle"))
        || Files.exists(project.resolve("build.gradle.kts"))) {
      return List.of(
          Check.needed("Project", "Gradle without its wrapper", "Add the wrapper: gradle wrapper"),
          maven);
    }
    if (Files.isDirectory(project.resolve("src"))) {
      return List.of(Check.good("Project", "plain Java (src)"), maven);
    }
    return List.of(
        Check.useful(
            "Project",
            "no pom.xml, gradlew, naosu.yml or src here",
            "Name a project: naosu doctor PROJECT"),
        maven);
  }

  private Check wrapper(String name, String script, String remedy) {
    return Files.isExecutable(project.resolve(script))
        ? Check.good(name, "wrapper ./" + script)
        : Check.useful(
            name, "./" + script + " is not executable", "chmod +x " + script + ", or " + remedy);
  }

  private Check git() {
    return tool(
        "git",
        false,
        "Install git to use --branch; everything else works without",
        "git",
        "--version");
  }

  private Check tool(String name, boolean needed, String remedy, String... words) {
    Exit exit = sandbox.run(new Command(List.of(words), temporary, Map.of(), LIMIT));
    return switch (exit) {
      case Exit.Finished finished when finished.succeeded() ->
          Check.good(name, firstLine(finished));
      case Exit.Finished finished ->
          new Check(name, false, needed, words[0] + " fails: " + firstLine(finished), remedy);
      case Exit.TimedOut _ -> new Check(name, false, needed, words[0] + " does not answer", remedy);
      case Exit.NeverStarted never -> new Check(name, false, needed, never.why(), remedy);
    };
  }

  private static String firstLine(Exit.Finished finished) {
    // some builds of Maven colour their version even in a pipe
    return finished
        .output()
        .replaceAll("\u001b\\[[0-9;]*m", "")
        .lines()
        .findFirst()
        .orElse("")
        .strip();
  }

  private Check caged() {
    if (Builds.isGradle(project)) {
      return Check.useful(
          "Cage",
          "builds of Gradle cannot run in it yet",
          "Templates repair without it; models are asked with --sandbox none only");
    }
    return switch (cage.get()) {
      case Cage.Found.Here(Cage found) ->
          Check.good(
              "Cage",
              found.isolator().title()
                  + ": changed code runs without network, secrets, your files");
      case Cage.Found.Lacking(String why, String remedy) ->
          Check.useful(
              "Cage",
              "none: " + why + ", so that models are not asked",
              Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1));
    };
  }

  private Check copies() {
    try {
      // as root everything looks writable
      Files.delete(Files.createTempDirectory(temporary, "doctor"));
      return Check.good("Copies", "made in " + temporary);
    } catch (IOException _) {
      return Check.needed(
          "Copies", temporary + " cannot be written to", "Let TMPDIR name a directory that can");
    }
  }

  private Check disk() {
    try {
      long free = Files.getFileStore(temporary).getUsableSpace() >> 20;
      String found = free + " MB free for copies";
      return free >= ENOUGH_MEGABYTES
          ? Check.good("Disk", found)
          : Check.useful("Disk", found, "Free some space, or let TMPDIR name a larger disk");
    } catch (IOException e) {
      return Check.needed(
          "Disk", "unknown: " + e.getMessage(), "Let TMPDIR name a directory that exists");
    }
  }
}
