package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.project.Build;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradleBuildTest {
  @TempDir Path directory;

  @Test
  void projects_of_a_build_are_known_and_tested() throws Exception {
    Path gradle = Path.of("/usr/bin/gradle");
    assumeTrue(Files.isExecutable(gradle), "no Gradle on this machine");
    Projects project =
        Projects.in(directory)
            .with("gradlew", "#!/bin/sh\nexec gradle \"$@\"\n")
            .with(
                "gradle/wrapper/gradle-wrapper.properties",
                "distributionUrl=https\\://services.gradle.org/distributions/gradle-7.4-bin.zip")
            .with("settings.gradle", "include 'web', 'cart'\n")
            .with(
                "build.gradle",
                """
                subprojects {
                  apply plugin: 'java'
                  sourceCompatibility = 8
                  dependencies { testCompile files('%s', '%s') }
                  test { jvmArgs '-Dgreeting=hello', '-Xss2m'; systemProperty 'place', 'here' }
                }
                """
                    .formatted(Projects.JUNIT4, Projects.HAMCREST))
            .with("web/build.gradle", "dependencies { compile project(':cart') }\n")
            .with("cart/build.gradle", "")
            .with("cart/src/main/java/Cart.java", "public class Cart {}")
            .with("web/src/main/java/Page.java", "class Page { Cart cart; }")
            .with(
                "web/src/test/java/PageTest.java",
                "import org.junit.Assert; import org.junit.Test; public class PageTest { @Test public void good() {} @Test"
                    + " public void bad() { Assert.fail(); } }");
    Build build = project.build();

    Patient patient = Projects.compiled(build);

    assertThat(patient.modules()).extracting(Module::name).containsExactly("cart", "web");
    Module web = patient.modules().getLast();
    assertThat(web.level()).isEqualTo(8);
    assertThat(web.libraries())
        .contains(project.root().resolve("cart/build/classes/java/main"), Projects.JUNIT4);
    assertThat(web.jvmArguments()).contains("-Xss2m");
    assertThat(web.systemProperties())
        .containsEntry("place", "here")
        .containsEntry("greeting", "hello");
    assertThat(web.testOutputs()).isNotEmpty();

    Build.Suite suite = build.test(Projects.LIMIT);
    assertThat(suite.counted()).isTrue();
    assertThat(suite.tests()).isEqualTo(2);
    assertThat(suite.failing()).containsExactly("PageTest#bad");
  }
}
