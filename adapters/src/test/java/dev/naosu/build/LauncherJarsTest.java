package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import dev.naosu.sandbox.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherJarsTest {
  private static final Path JUPITER =
      Projects.REPOSITORY.resolve(
          "org/junit/jupiter/junit-jupiter-api/5.14.4/junit-jupiter-api-5.14.4.jar");

  private final Jdk jdk = Projects.JDKS.bestFor(17).orElseThrow();

  @TempDir Path directory;

  @Test
  void what_a_jupiter_class_path_lacks_is_found_beside_it() {
    LauncherJars jars = new LauncherJars(_ -> new Exit.NeverStarted("no mvn"), directory);
    assertThat(jars.launcher(List.of(JUPITER), jdk))
        .isInstanceOfSatisfying(
            LauncherJars.Found.class,
            found ->
                assertThat(found.jars())
                    .extracting(jar -> jar.getFileName().toString())
                    .containsExactly(
                        "junit-platform-launcher-1.14.4.jar",
                        "junit-platform-engine-1.14.4.jar",
                        "junit-platform-commons-1.14.4.jar",
                        "opentest4j-1.3.0.jar",
                        "junit-jupiter-engine-5.14.4.jar"));
  }

  @Test
  void gradles_cache_is_searched_too() throws Exception {
    Path cache = directory.resolve("caches/modules-2/files-2.1/org.junit.platform");
    Path engine = cache.resolve("junit-platform-engine/1.9.0/aa/junit-platform-engine-1.9.0.jar");
    Path launcher =
        cache.resolve("junit-platform-launcher/1.9.0/bb/junit-platform-launcher-1.9.0.jar");
    for (Path jar : List.of(engine, launcher)) {
      Files.createDirectories(jar.getParent());
      Files.writeString(jar, "");
    }
    LauncherJars jars = new LauncherJars(_ -> new Exit.NeverStarted("no mvn"), directory);
    assertThat(
            jars.launcher(
                List.of(
                    engine,
                    Path.of("/x/junit-platform-commons-1.9.0.jar"),
                    Path.of("/x/opentest4j-1.2.0.jar")),
                jdk))
        .isEqualTo(new LauncherJars.Found(List.of(launcher)));
  }

  @Test
  void what_cannot_be_had_is_missing_with_the_reason() {
    LauncherJars jars = new LauncherJars(_ -> new Exit.NeverStarted("no mvn"), directory);
    assertThat(jars.launcher(List.of(Path.of("/x/junit-jupiter-api-5.0.9.jar")), jdk))
        .isInstanceOfSatisfying(
            LauncherJars.Missing.class,
            missing ->
                assertThat(missing.why()).contains("junit-platform-launcher:1.0.9", "no mvn"));
    assertThat(jars.launcher(List.of(Projects.JUNIT4), jdk))
        .isInstanceOf(LauncherJars.Missing.class);
  }
}
