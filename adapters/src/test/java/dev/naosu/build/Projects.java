package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.project.Build;
import dev.naosu.project.Patient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Small projects made for a test, and the builds naosu finds for them.
record Projects(Path root, Path logs) {
  static final Duration LIMIT = Duration.ofMinutes(3);
  static final JdkCatalogue JDKS = JdkCatalogue.ofThisMachine();
  static final Path REPOSITORY = Path.of(System.getProperty("user.home"), ".m2", "repository");
  static final Path JUNIT4 = REPOSITORY.resolve("junit/junit/4.13.2/junit-4.13.2.jar");
  static final Path HAMCREST =
      REPOSITORY.resolve("org/hamcrest/hamcrest-core/1.3/hamcrest-core-1.3.jar");

  static Projects in(Path directory) {
    try {
      return new Projects(
          Files.createDirectory(directory.resolve("shop")), directory.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Projects with(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Projects withJar(Path jar) {
    try {
      Path copy = root.resolve("lib").resolve(jar.getFileName());
      Files.createDirectories(copy.getParent());
      Files.copy(jar, copy);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BuildOptions options() {
    return BuildOptions.usual(logs);
  }

  Detection detect(BuildOptions options) {
    ProcessSandbox sandbox = ProcessSandbox.create();
    return new Builds(sandbox, JDKS, new LauncherJars(sandbox, REPOSITORY)).detect(root, options);
  }

  Build build() {
    return build(options());
  }

  Build build(BuildOptions options) {
    assertThat(detect(options)).isInstanceOf(Detection.Found.class);
    return ((Detection.Found) detect(options)).build();
  }

  static Patient compiled(Build build) {
    Build.Compilation compilation = build.compile();
    assertThat(compilation).isInstanceOf(Build.Compilation.Compiled.class);
    return ((Build.Compilation.Compiled) compilation).patient();
  }

  static String pom(String artifact, String inside) {
    return """
    <project>
      <modelVersion>4.0.0</modelVersion>
      <groupId>shop</groupId><artifactId>%s</artifactId><version>1</version>
      %s
    </project>
    """
        .formatted(artifact, inside);
  }
}
