package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Build;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenBuildTest {
  private static final String JUPITER =
      """
      <dependencies><dependency>
        <groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId>
        <version>5.14.4</version><scope>test</scope>
      </dependency></dependencies>
      """;
  private static final String PLUGINS =
      """
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version>
        <configuration>
          <argLine>@{argLine} -Dgreeting="good day"</argLine>
          <systemPropertyVariables><place>${project.basedir}</place></systemPropertyVariables>
          <excludes><exclude>**/SlowTest.java</exclude></excludes>
        </configuration>
      </plugin>
      """;
  private static final String COMPILER =
      "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId>"
          + "<version>3.14.1</version></plugin></plugins></build>";
  private static final String CART =
      """
      package shop;
      public class Cart {
        public static int average(int sum, int lines) { return sum / lines; }
      }
      """;
  private static final String TEST =
      """
      package shop;
      import static org.junit.jupiter.api.Assertions.assertEquals;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.params.ParameterizedTest;
      import org.junit.jupiter.params.provider.ValueSource;
      class CartTest {
        @Test void full() { assertEquals(2, Cart.average(4, 2)); }
        @ParameterizedTest @ValueSource(ints = {0, 1}) void any(int lines) {
          assertEquals(0, Cart.average(0, lines));
        }
        @Test void properties() {
          assertEquals("good day", System.getProperty("greeting"));
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void a_module_is_known_as_maven_knows_it_and_its_suite_is_counted() {
    Projects project =
        Projects.in(directory)
            .with(
                "pom.xml",
                Projects.pom(
                    "cart",
                    "<properties><maven.compiler.source>1.8</maven.compiler.source>"
                        + "<maven.compiler.target>1.8</maven.compiler.target><argLine/>"
                        // a default that a search for failing tests does not want
                        + "<skipTests>true</skipTests><maven.test.skip>true</maven.test.skip>"
                        + "</properties>"
                        + JUPITER
                        + "<build><plugins>"
                        + PLUGINS
                        + "</plugins></build>"))
            .with("src/main/java/shop/Cart.java", CART)
            .with("src/test/java/shop/CartTest.java", TEST);
    Build build = project.build();

    Patient patient = Projects.compiled(build);

    assertThat(patient.kind()).isEqualTo("Maven");
    assertThat(patient.jdk()).isEqualTo(Projects.JDKS.bestFor(8).orElseThrow());
    assertThat(patient.modules()).hasSize(1);
    Module module = patient.modules().getFirst();
    assertThat(module.name()).isEqualTo("cart");
    assertThat(module.level()).isEqualTo(8);
    assertThat(module.sourceRoots()).containsExactly(project.root().resolve("src/main/java"));
    assertThat(module.testRoots()).containsExactly(project.root().resolve("src/test/java"));
    assertThat(module.outputs()).containsExactly(project.root().resolve("target/classes"));
    assertThat(module.testOutputs()).containsExactly(project.root().resolve("target/test-classes"));
    assertThat(module.libraries())
        .extracting(path -> path.getFileName().toString())
        .contains("junit-jupiter-api-5.14.4.jar", "junit-jupiter-engine-5.14.4.jar");
    assertThat(module.jvmArguments()).containsExactly("-Dgreeting=good day");
    assertThat(module.systemProperties()).containsEntry("place", project.root().toString());
    assertThat(module.testPatterns()).contains("**/*Test.class", "!**/SlowTest.class");

    Build.Suite suite = build.test(Projects.LIMIT);

    assertThat(suite.counted()).isTrue();
    assertThat(suite.tests()).isEqualTo(4);
    assertThat(suite.failing()).containsExactly("shop.CartTest#any");

    project.with(
        "src/main/java/shop/Cart.java",
        CART.replace("sum / lines", "lines == 0 ? 0 : sum / lines"));
    Build.Suite healed = build.test(Projects.LIMIT);
    assertThat(healed.failing()).isEmpty();
    assertThat(healed.tests()).isEqualTo(4);
    assertThat(((Exit.Finished) healed.exit()).succeeded()).isTrue();

    project.with("src/main/java/shop/Cart.java", "package shop; class Cart {");
    assertThat(build.test(Projects.LIMIT).counted()).isFalse();
  }

  @Test
  void siblings_are_class_directories_and_tests_of_later_modules_run_after_failures() {
    Projects project =
        Projects.in(directory)
            .with(
                "pom.xml",
                Projects.pom(
                    "all",
                    "<packaging>pom</packaging><modules><module>web</module><module>cart</module>"
                        + "</modules><properties><maven.compiler.release>25</maven.compiler.release>"
                        + "</properties>"
                        + JUPITER
                        + "<build><plugins>"
                        + PLUGINS.replaceAll("(?s)<configuration>.*</configuration>", "")
                        + "</plugins></build>"))
            .with("cart/pom.xml", child("cart", ""))
            .with("cart/src/main/java/shop/Cart.java", CART)
            .with("cart/src/test/java/shop/CartTest.java", TEST)
            .with(
                "web/pom.xml",
                child(
                    "web",
                    "<dependencies><dependency><groupId>shop</groupId><artifactId>cart</artifactId>"
                        + "<version>1</version></dependency></dependencies>"))
            .with("web/src/main/java/web/Page.java", "package web; class Page { shop.Cart cart; }")
            .with(
                "web/src/test/java/web/PageTest.java",
                "package web; class PageTest { @org.junit.jupiter.api.Test void shows() {} }");
    Build build = project.build();

    Patient patient = Projects.compiled(build);

    assertThat(patient.jdk().feature()).isEqualTo(25);
    assertThat(patient.modules()).extracting(Module::name).containsExactly("cart", "web");
    assertThat(patient.modules()).extracting(Module::level).containsOnly(25);
    assertThat(patient.modules().getLast().libraries())
        .contains(project.root().resolve("cart/target/classes"));

    Build.Suite suite = build.test(Projects.LIMIT);
    assertThat(suite.tests()).isEqualTo(5);
    assertThat(suite.failing()).containsExactly("shop.CartTest#any", "shop.CartTest#properties");
    assertThat(((Exit.Finished) suite.exit()).succeeded()).isFalse();
  }

  @Test
  void what_does_not_compile_is_broken_with_the_line_that_says_why() {
    Build build =
        Projects.in(directory)
            .with(
                "pom.xml",
                Projects.pom(
                    "cart",
                    "<properties><maven.compiler.release>17</maven.compiler.release></properties>"))
            .with("src/main/java/Cart.java", "class Cart { Missing missing; }")
            .build();
    assertThat(build.compile())
        .isInstanceOfSatisfying(
            Build.Compilation.Broken.class,
            broken -> {
              assertThat(broken.command()).isEqualTo("mvn test-compile");
              assertThat(broken.output())
                  .contains("Cart.java:[1,14] cannot find symbol")
                  .doesNotContain("Help 1");
              assertThat(Path.of(broken.output().replaceFirst("(?s).*full output: ", "")))
                  .content()
                  .contains("cannot find symbol");
            });
  }

  @Test
  void a_build_command_of_the_users_own_still_tells_its_modules() {
    Projects project =
        Projects.in(directory)
            .with(
                "pom.xml",
                Projects.pom(
                    "cart",
                    "<properties><java.version>17</java.version><maven.compiler.release>17"
                        + "</maven.compiler.release></properties>"
                        + COMPILER))
            .with("src/main/java/Cart.java", "class Cart {}");
    Build build = project.build(project.options().withBuildCommand("echo mine && mvn -q compile"));
    assertThat(Projects.compiled(build).modules().getFirst().outputs()).hasSize(1);

    Build silent = project.build(project.options().withBuildCommand("true"));
    assertThat(silent.compile())
        .isInstanceOfSatisfying(
            Build.Compilation.Impossible.class,
            impossible -> assertThat(impossible.remedy()).contains("naosu.yml"));
  }

  @Test
  void a_level_no_jdk_here_knows_is_said_to_be_impossible() {
    assertThat(
            Projects.in(directory)
                .with(
                    "pom.xml",
                    Projects.pom(
                        "cart",
                        "<properties><maven.compiler.release>77</maven.compiler.release>"
                            + "</properties>"
                            + COMPILER))
                .with("src/main/java/Cart.java", "class Cart {}")
                .build()
                .compile())
        .isInstanceOfSatisfying(
            Build.Compilation.Impossible.class,
            impossible -> {
              assertThat(impossible.why()).contains("no JDK here compiles Java 77");
              assertThat(impossible.remedy()).contains("install a JDK 77");
            });
  }

  @Test
  void a_level_all_jdks_here_have_given_up_is_built_as_level_8() throws Exception {
    Projects project =
        Projects.in(directory)
            .with(
                "pom.xml",
                Projects.pom(
                    "old",
                    "<properties><maven.compiler.source>1.5</maven.compiler.source>"
                        + "<maven.compiler.target>1.5</maven.compiler.target></properties>"))
            .with("src/main/java/Cart.java", "class Cart {}");
    assertThat(Projects.compiled(project.build()).modules().getFirst().level()).isEqualTo(8);
    assertThat(Files.exists(project.root().resolve("target/classes/Cart.class"))).isTrue();
  }

  private static String child(String name, String inside) {
    return "<project><modelVersion>4.0.0</modelVersion><parent><groupId>shop</groupId>"
        + "<artifactId>all</artifactId><version>1</version></parent><artifactId>"
        + name
        + "</artifactId>"
        + inside
        + "</project>";
  }
}
