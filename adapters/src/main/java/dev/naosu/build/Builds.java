package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Jdk;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    if (isDescribed(root)) {
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

  /// What a project asks of Java, told from its files alone; empty where no project is known.
  ///
  /// @param root is only read
  public Optional<JavaNeed> java(Path root) {
    if (isDescribed(root)) {
      Function<String, LauncherJars.Answer> notFetched = _ -> new LauncherJars.Found(List.of());
      return PlainProject.read(root, notFetched) instanceof PlainProject.Reading.Good good
          ? Optional.of(plainNeed(root, good.project()))
          : Optional.empty();
    }
    if (Files.exists(root.resolve("pom.xml"))) {
      DeclaredJava declared = DeclaredJava.ofMaven(root);
      return Optional.of(new JavaNeed(declared.level(), JdkChoice.of(jdks, declared)));
    }
    if (Files.exists(root.resolve("gradlew"))) {
      return Optional.of(
          new JavaNeed(
              DeclaredJava.ofGradle(root).level(),
              GradleBuild.choose(root, jdks, DeclaredJava.ofGradle(root))));
    }
    return PlainProject.guessed(root).map(project -> plainNeed(root, project));
  }

  /// Whether a project is built by Gradle.
  public static boolean isGradle(Path root) {
    return !isDescribed(root)
        && !Files.exists(root.resolve("pom.xml"))
        && Files.exists(root.resolve("gradlew"));
  }

  /// Whether `naosu.yml` describes the build, and not merely the service.
  private static boolean isDescribed(Path root) {
    return Files.exists(root.resolve(PlainProject.FILE)) && !ServiceSection.isAll(root);
  }

  private JavaNeed plainNeed(Path root, PlainProject project) {
    return new JavaNeed(
        project.level(), jdks.bestFor(project.level(), DeclaredJava.versionFile(root)));
  }

  /// What a project asks of Java.
  ///
  /// @param level the newest language level it declares
  /// @param jdk that its build would be run with; empty when none here fits
  public record JavaNeed(int level, Optional<Jdk> jdk) {
    /// Whether the JDK compiles the level, and not merely may know a way.
    public boolean isMet() {
      return jdk.filter(chosen -> JdkCatalogue.compiles(chosen.feature(), level)).isPresent();
    }
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
