package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds out how a project is built.
public final class Builds {
  private final Sandbox sandbox;
  private final JdkCatalogue jdks;
  private final LauncherJars launcherJars;

  public Builds(Sandbox sandbox, JdkCatalogue jdks, LauncherJars launcherJars) {
    this.sandbox = sandbox;
    this.jdks = jdks;
    this.launcherJars = launcherJars;
  }

  /// The build of a project, first of: `naosu.yml`, `pom.xml`, `gradlew`, an obvious layout.
  ///
  /// @param root of a working copy: builds write into it
  public Detection detect(Path root, BuildOptions options) {
    if (Files.exists(root.resolve(PlainProject.FILE))) {
      return switch (PlainProject.read(root, this::artifact)) {
        case PlainProject.Reading.Good good -> plain(root, good.project(), options);
        case PlainProject.Reading.Bad bad ->
            new Detection.NotAProject(
                String.join("\n", bad.problems()), "correct " + PlainProject.FILE);
      };
    }
    if (Files.exists(root.resolve("pom.xml"))) {
      return new Detection.Found("Maven", new MavenBuild(root, sandbox, jdks, options));
    }
    if (Files.exists(root.resolve("gradlew"))) {
      return new Detection.Found("Gradle", new GradleBuild(root, sandbox, jdks, options));
    }
    boolean gradleWithoutWrapper =
        Files.exists(root.resolve("build.gradle"))
            || Files.exists(root.resolve("build.gradle.kts"));
    if (gradleWithoutWrapper) {
      return new Detection.NotAProject(
          name(root) + " is a Gradle project without its wrapper.",
          "Add the wrapper: gradle wrapper");
    }
    Optional<PlainProject> guessed = PlainProject.guessed(root);
    return guessed.isPresent()
        ? plain(root, guessed.get(), options)
        : new Detection.NotAProject(
            name(root) + " is not a project naosu knows: no pom.xml, gradlew or naosu.yml.",
            "Describe it in naosu.yml, for example:\n\n" + PlainProject.EXAMPLE.indent(2));
  }

  private Detection plain(Path root, PlainProject project, BuildOptions options) {
    return new Detection.Found(
        "plain Java", new PlainBuild(root, project, sandbox, jdks, options, launcherJars));
  }

  private LauncherJars.Answer artifact(String coordinates) {
    return jdks.bestFor(17)
        .map(jdk -> launcherJars.artifact(coordinates, jdk))
        .orElseGet(() -> new LauncherJars.Missing("no JDK was found to fetch " + coordinates));
  }

  private static String name(Path root) {
    Path name = root.getFileName();
    return name == null ? root.toString() : name.toString();
  }
}
