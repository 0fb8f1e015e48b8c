package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkCatalogueTest {
  @TempDir Path directory;

  @Test
  void the_jdk_that_runs_these_tests_is_found_without_starting_it() {
    assertThat(JdkCatalogue.at(Path.of(System.getProperty("java.home"))))
        .hasValueSatisfying(
            jdk -> assertThat(jdk.feature()).isEqualTo(Runtime.version().feature()));
    assertThat(JdkCatalogue.ofThisMachine().jdks())
        .extracting(Jdk::feature)
        .contains(Runtime.version().feature());
  }

  @Test
  void the_lowest_jdk_that_still_compiles_the_level_is_chosen() {
    assertThat(features(7, 8, 11, 17, 25)).isEqualTo(List.of(17, 17, 17, 17, 25));
  }

  @Test
  void no_jdk_is_chosen_for_a_level_that_none_compiles() {
    assertThat(catalogue(17, 25).bestFor(26)).isEmpty();
    assertThat(catalogue(17, 25).bestFor(6)).isEmpty();
    assertThat(catalogue(25).bestFor(7)).isEmpty();
    assertThat(catalogue().describe()).isEqualTo("none");
  }

  @Test
  void the_release_a_project_declares_is_preferred_where_it_is_installed() {
    assertThat(catalogue(8, 17, 25).bestFor(8, OptionalInt.of(25)).orElseThrow().feature())
        .isEqualTo(25);
    assertThat(catalogue(8, 17).bestFor(8, OptionalInt.of(25)).orElseThrow().feature())
        .isEqualTo(8);
  }

  @Test
  void versions_are_understood_as_vendors_write_them() {
    assertThat(
            List.of("1.8.0_412", "17.0.15", "25", "temurin-21.0.1", "java=17.0.9-tem", "[11,12)"))
        .extracting(JdkCatalogue::feature)
        .containsExactly(8, 17, 25, 21, 17, 11);
  }

  @Test
  void jdks_are_looked_for_where_people_install_them() throws IOException {
    Path home = directory.resolve("home");
    jdk(home.resolve(".sdkman/candidates/java/21.0.1-tem"), "21.0.1");
    jdk(home.resolve(".jdks/corretto-11"), "11.0.2");
    jdk(directory.resolve("special"), "1.8.0_412");
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/toolchains.xml"),
        "<toolchains><jdkHome> " + directory.resolve("special") + " </jdkHome></toolchains>");
    jdk(directory.resolve("fromvariable"), "19");
    Files.createDirectories(home.resolve(".jdks/only-a-jre/bin"));
    assertThat(
            JdkCatalogue.of(
                    Map.of("JAVA19_HOME", directory.resolve("fromvariable").toString()), home)
                .jdks())
        .extracting(Jdk::feature)
        .contains(8, 11, 19, 21)
        .startsWith(19);
  }

  private static List<Integer> features(int... levels) {
    JdkCatalogue catalogue = catalogue(25, 17);
    return java.util.Arrays.stream(levels)
        .mapToObj(level -> catalogue.bestFor(level).orElseThrow().feature())
        .toList();
  }

  private static JdkCatalogue catalogue(Integer... features) {
    return new JdkCatalogue(
        java.util.Arrays.stream(features)
            .map(feature -> new Jdk(Path.of("/jdk-" + feature), feature, feature + ".0.1"))
            .toList());
  }

  private static void jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      assertThat(
              Files.writeString(home.resolve("bin").resolve(program), "")
                  .toFile()
                  .setExecutable(true))
          .isTrue();
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }
}
