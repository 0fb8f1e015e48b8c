package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir private Path directory;

  @BeforeEach
  void shop() throws IOException {
    write("shop/main/shop/Cart.java", "package shop; class Cart { int n = 1; }\n");
    write("shop/main/shop/Cart.class", "");
    write("shop/fixed/Cart.java", "package shop.fixed; class Cart { int n = 2; }\n");
  }

  @Test
  void defaults_hold_where_a_bug_says_nothing_else() throws Exception {
    Bug bug =
        good("""
                name: Shop
                defaults:
                  directory: shop
                  budget: 5m
                  project: {level: 8, sources: [src]}
                bugs:
                  - id: one
                    project: {level: 17}
                """)
            .bugs()
            .getFirst();
    assertThat(bug.budget()).contains(Duration.ofMinutes(5));
    assertThat(bug.project().orElseThrow().toString())
        .isEqualTo("{\"level\":17,\"sources\":[\"src\"]}");
  }

  @Test
  void all_mistakes_are_told_together() throws Exception {
    List<String> problems =
        bad(
            """
            name: Shop
            bugs:
              - id: one
                directory: shop
                budget: soon
                colour: red
              - id: one
                git: nowhere
              - directory: shop
              - id: two
                directory: shop
                reference: {revision: abc}
            """);
    assertThat(problems)
        .anyMatch(each -> each.startsWith("bug one: budget"))
        .anyMatch(each -> each.startsWith("bug one: colour: unknown"))
        .anyMatch(each -> each.startsWith("bug one: id: used twice"))
        .anyMatch(each -> each.startsWith("bug one: git: there is no directory"))
        .anyMatch(each -> each.startsWith("bug one: revision: missing"))
        .anyMatch(each -> each.startsWith("bug number 3: id"))
        .anyMatch(each -> each.startsWith("bug two: reference: a revision needs"));
  }

  @Test
  void what_is_no_yaml_is_told_with_its_line() throws Exception {
    assertThat(bad("name: [")).singleElement().asString().contains("line", "not YAML");
  }

  @Test
  void a_specimen_holds_the_files_asked_for_and_the_reference_in_their_terms() throws Exception {
    Manifest manifest =
        good(
            """
            name: Shop
            bugs:
              - id: one
                directory: shop
                include: ["main/**"]
                exclude: ["**/*.class"]
                move: {main: src}
                project: {sources: [src]}
                reference:
                  files: {src/shop/Cart.java: fixed/Cart.java}
                  replace: {"shop.fixed": "shop"}
            """);
    Path root;
    try (Specimen specimen = Specimen.of(manifest.bugs().getFirst(), ProcessSandbox.create())) {
      root = specimen.root();
      assertThat(root.resolve("src/shop/Cart.java")).exists();
      assertThat(root.resolve("src/shop/Cart.class")).doesNotExist();
      assertThat(root.resolve("fixed")).doesNotExist();
      assertThat(root.resolve("naosu.yml")).content().contains("sources:");
      assertThat(specimen.reference())
          .containsEntry("src/shop/Cart.java", "package shop; class Cart { int n = 2; }\n");
    }
    assertThat(root).doesNotExist();
  }

  private Manifest good(String text) throws IOException {
    Manifest.Reading reading = read(text);
    assertThat(reading).isInstanceOf(Manifest.Reading.Good.class);
    return ((Manifest.Reading.Good) reading).manifest();
  }

  private List<String> bad(String text) throws IOException {
    Manifest.Reading reading = read(text);
    assertThat(reading).isInstanceOf(Manifest.Reading.Bad.class);
    return ((Manifest.Reading.Bad) reading).problems();
  }

  private Manifest.Reading read(String text) throws IOException {
    return Manifest.read(write("manifest.yml", text));
  }

  private Path write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }
}
