package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, with JDKs that are scripts which say what they were asked.
class LauncherTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

  @TempDir Path place;
  private Path house;
  private Path tools;

  @BeforeEach
  void makeHouse() throws IOException {
    house = Files.createDirectories(place.resolve("a house"));
    tools = Files.createDirectories(place.resolve("tools"));
    for (String file : List.of("naosu", "launch/find-jdk.sh", "launch/build.sh")) {
      Path copy = house.resolve(file);
      Files.createDirectories(copy.resolveSibling(""));
      Files.copy(ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(house.resolve("pom.xml"), "<project/>");
  }

  @Test
  void an_old_java_that_is_first_on_the_path_is_passed_over() throws Exception {
    makeBuilt();
    Path old = makeJdk("old", "17.0.15");
    Path fitting = makeJdk("home/.jdks/temurin", "25.0.1");

    Said said = run(house.resolve("naosu"), old.resolve("bin"), Map.of(), "heal", "a b");

    assertThat(said.code()).as(said.text()).isZero();
    assertThat(said.text())
        .startsWith(fitting + "/bin/java ")
        .contains("dev.naosu.app.Main heal a b");
  }

  @Test
  void it_works_through_a_link_and_from_another_directory() throws Exception {
    makeBuilt();
    makeJdk("home/.jdks/temurin", "25");
    Path link = Files.createSymbolicLink(tools.resolve("naosu"), house.resolve("naosu"));
    Path twice = Files.createSymbolicLink(place.resolve("heal-it"), Path.of("tools/naosu"));

    assertThat(run(link, tools, Map.of()).text()).contains(house + "/app/target/naosu.jar");
    assertThat(run(twice, tools, Map.of()).text()).contains(house + "/app/target/naosu.jar");
  }

  @Test
  void a_bare_environment_is_enough() throws Exception {
    makeBuilt();
    makeJdk("home/.jdks/temurin", "25");
    String launcher = "'" + house.resolve("naosu") + "' heal";
    script(tools.resolve("bare"), "unset HOME JAVA_HOME; " + launcher);
    assertThat(run(tools.resolve("bare"), tools, Map.of()).text())
        .doesNotContain("parameter not set");
  }

  @Test
  void without_a_jdk_it_says_in_three_lines_where_to_get_one() throws Exception {
    makeBuilt();
    Path old = makeJdk("old", "17.0.15");

    Said said =
        run(house.resolve("naosu"), old.resolve("bin"), Map.of("NAOSU_JAVA_HOME", old.toString()));

    assertThat(said.code()).isEqualTo(3);
    assertThat(said.text().lines()).hasSize(3);
    assertThat(said.text())
        .contains(old + ", and that is no JDK 25", "Temurin 25", "NAOSU_JAVA_HOME=");
  }

  @Test
  void it_builds_when_something_is_missing_and_only_then() throws Exception {
    makeJdk("home/.jdks/temurin", "25");
    script(
        tools.resolve("mvn"),
        "echo run >> '" + place + "/builds'; mkdir -p app/target; touch app/target/naosu.jar");

    Said first = run(house.resolve("naosu"), tools, Map.of(), "heal");
    Said second = run(house.resolve("naosu"), tools, Map.of(), "heal");

    assertThat(first.text()).contains("building; this happens once", "dev.naosu.app.Main heal");
    assertThat(second.text()).doesNotContain("building").contains("dev.naosu.app.Main heal");
    assertThat(place.resolve("builds")).hasContent("run");
    assertThat(Files.readAllLines(place.resolve("asked")))
        .as("one healing fills the cache, before the two that were asked for")
        .hasSize(3)
        .first()
        .asString()
        .contains(
            "-XX:AOTCacheOutput=" + house + "/.naosu/naosu.aot",
            "heal " + house + "/examples/orders --models never");
    assertThat(house.resolve(".naosu/building")).doesNotExist();
  }

  @Test
  void healing_on_few_cores_leaves_them_to_the_tests() throws Exception {
    makeBuilt();
    makeJdk("home/.jdks/temurin", "25");
    String only = "-XX:TieredStopAtLevel=1";

    script(tools.resolve("getconf"), "echo 2");
    assertThat(run(house.resolve("naosu"), tools, Map.of(), "heal", "a").text()).contains(only);
    assertThat(run(house.resolve("naosu"), tools, Map.of(), "serve").text()).doesNotContain(only);

    script(tools.resolve("getconf"), "echo 16");
    assertThat(run(house.resolve("naosu"), tools, Map.of(), "heal", "a").text())
        .doesNotContain(only);
  }

  @Test
  void a_build_that_fails_shows_the_end_of_its_log() throws Exception {
    makeJdk("home/.jdks/temurin", "25");
    script(tools.resolve("mvn"), "echo '[ERROR] no network'; exit 1");

    Said said = run(house.resolve("naosu"), tools, Map.of(), "heal");

    assertThat(said.code()).isEqualTo(3);
    assertThat(said.text()).contains("the build failed", "[ERROR] no network");
    assertThat(house.resolve(".naosu/building")).doesNotExist();
  }

  private void makeBuilt() throws IOException {
    Path target = Files.createDirectories(house.resolve("app/target"));
    Files.createFile(target.resolve("naosu.jar"));
    Files.createFile(target.resolve("naosu.stamp"));
  }

  private Path makeJdk(String name, String version) throws IOException {
    Path jdk = place.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/java"), "echo \"$0 $*\" | tee -a '" + place + "/asked'");
    script(jdk.resolve("bin/javac"), "exit 1");
    return jdk;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What a run printed, and its exit code.
  private record Said(int code, String text) {}

  private Said run(Path launcher, Path firstOnPath, Map<String, String> more, String... words)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(words));
    builder.directory(place.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JAVA_") || name.startsWith("NAOSU_"));
    environment.put("HOME", place.resolve("home").toString());
    environment.put("PATH", firstOnPath + ":" + tools + ":/usr/bin:/bin");
    // the machine's own JDKs lie outside of the house; this one is asked first
    Path fitting = place.resolve("home/.jdks/temurin");
    if (Files.exists(fitting)) {
      environment.put("JAVA_HOME", fitting.toString());
    }
    environment.putAll(more);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text);
  }
}
