package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Build;
import dev.naosu.project.Patient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainBuildTest {
  private static final String TEST =
      """
      import static org.junit.Assert.assertEquals;
      import org.junit.Test;
      public class CartTest {
        @Test public void full() { assertEquals(2, Cart.average(4, 2)); }
        @Test public void empty() { assertEquals(0, Cart.average(0, 0)); }
      }
      """;
  private static final String CART =
      "class Cart { static int average(int sum, int n) { return sum / n; } }";

  @TempDir Path directory;

  @Test
  void a_junit_4_project_described_in_naosu_yml_is_compiled_and_tested() {
    Projects project =
        junit4(Projects.in(directory))
            .with(
                "naosu.yml",
                """
                sources: main
                tests: [test]
                classPath: ["lib/*.jar"]
                level: 8
                files: ["!unrelated/**", "**"]
                """)
            .with("main/Cart.java", CART)
            .with("main/texts.properties", "a=b")
            .with("main/unrelated/Broken.java", "class {")
            .with("test/CartTest.java", TEST)
            .with(
                "test/CaseTest.java",
                "abstract class CaseTest { @org.junit.Test public void x() {} }");
    Build build = project.build();

    Patient patient = Projects.compiled(build);
    assertThat(patient.kind()).isEqualTo("plain Java");
    assertThat(patient.modules().getFirst().level()).isEqualTo(8);
    assertThat(patient.modules().getFirst().outputs().getFirst().resolve("texts.properties"))
        .exists();

    Build.Suite suite = build.test(Projects.LIMIT);
    assertThat(suite.counted()).isTrue();
    assertThat(suite.tests()).isEqualTo(2);
    assertThat(suite.failing()).containsExactly("CartTest#empty");
    assertThat(build.testCommand()).isEqualTo("java org.junit.runner.JUnitCore");
    project.with("main/Cart.java", CART.replace("sum / n", "n == 0 ? 0 : sum / n"));
    assertThat(build.test(Projects.LIMIT).failing()).isEmpty();
  }

  @Test
  void an_obvious_layout_needs_no_description() {
    Projects project =
        junit4(Projects.in(directory)).with("src/Cart.java", CART).with("test/CartTest.java", TEST);
    Build build = project.build();
    assertThat(Projects.compiled(build).modules().getFirst().testRoots()).hasSize(1);
    assertThat(build.test(Projects.LIMIT).failing()).containsExactly("CartTest#empty");
  }

  @Test
  void a_jupiter_project_is_tested_by_the_console() {
    Projects project = Projects.in(directory);
    Path junit = Projects.REPOSITORY.resolve("org/junit");
    for (String jar :
        new String[] {
          "jupiter/junit-jupiter-api/5.14.4/junit-jupiter-api-5.14.4.jar",
          "platform/junit-platform-commons/1.14.4/junit-platform-commons-1.14.4.jar"
        }) {
      project.withJar(junit.resolve(jar));
    }
    Build build =
        project
            .withJar(
                Projects.REPOSITORY.resolve("org/opentest4j/opentest4j/1.3.0/opentest4j-1.3.0.jar"))
            .with("src/main/java/Cart.java", CART)
            .with(
                "src/test/java/CartTest.java",
                TEST.replace("org.junit.Assert", "org.junit.jupiter.api.Assertions")
                    .replace("org.junit.Test", "org.junit.jupiter.api.Test"))
            .build();
    Projects.compiled(build);
    Build.Suite suite = build.test(Projects.LIMIT);
    assertThat(suite.tests()).isEqualTo(2);
    assertThat(suite.failing()).containsExactly("CartTest#empty");
  }

  @Test
  void a_test_command_tells_by_its_exit_code() {
    Projects project =
        Projects.in(directory)
            .with("naosu.yml", "sources: [src]\ntestCommand: test ! -e broken\n")
            .with("src/Cart.java", CART);
    Build build = project.build();
    Projects.compiled(build);
    assertThat(build.testCommand()).isEqualTo("test ! -e broken");
    assertThat(build.test(Projects.LIMIT).counted()).isFalse();
  }

  @Test
  void everything_that_is_wrong_in_a_description_is_said_at_once() {
    assertThat(
            detect(
                Projects.in(directory)
                    .with(
                        "naosu.yml",
                        """
                        sources: [gone]
                        levle: 8
                        level: high
                        tests: {a: b}
                        classPath: nothing/*.jar
                        encoding: klingon
                        """)))
        .isInstanceOfSatisfying(
            Detection.NotAProject.class,
            not ->
                assertThat(not.why().lines().toList())
                    .containsExactlyInAnyOrder(
                        "naosu.yml, line 1: sources: there is no directory gone; make it or correct"
                            + " the name",
                        "naosu.yml, line 2: levle: unknown key; known ones are sources, tests,"
                            + " resources, classPath, level, include, exclude, files, encoding,"
                            + " build, output, testOutput, testCommand, service",
                        "naosu.yml, line 3: level: high is no Java level; give a number such as 8,"
                            + " 17 or 25",
                        "naosu.yml, line 4: tests: should be a list of texts; write tests: [first,"
                            + " second]",
                        "naosu.yml, line 5: classPath: nothing/*.jar names no file; give jars,"
                            + " directories or patterns such as lib/*.jar",
                        "naosu.yml, line 6: encoding: klingon is no character set; give one such as"
                            + " UTF-8 or ISO-8859-1"));
  }

  @Test
  void text_that_is_no_yaml_is_named_with_its_line() {
    assertThat(detect(Projects.in(directory).with("naosu.yml", "sources: [a\nlevel: 1")))
        .isInstanceOfSatisfying(
            Detection.NotAProject.class, not -> assertThat(not.why()).contains("line 2"));
  }

  @Test
  void an_empty_directory_is_no_project_and_the_remedy_shows_a_description() {
    assertThat(detect(Projects.in(directory)))
        .isInstanceOfSatisfying(
            Detection.NotAProject.class,
            not -> {
              assertThat(not.why())
                  .isEqualTo(
                      "shop is not a project naosu knows: no pom.xml, gradlew or naosu.yml.");
              assertThat(not.remedy()).contains("sources: [src/main/java]");
            });
  }

  private static Detection detect(Projects project) {
    return project.detect(project.options());
  }

  private static Projects junit4(Projects project) {
    return project.withJar(Projects.JUNIT4).withJar(Projects.HAMCREST);
  }
}
