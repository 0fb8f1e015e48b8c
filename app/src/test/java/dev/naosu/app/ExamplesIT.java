package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The examples, healed by the released launcher.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExamplesIT {
  private static final Path ROOT = Path.of(System.getProperty("naosu.root"));

  @TempDir Path temporary;

  @Test
  void heals_a_maven_project_and_leaves_the_tree_as_it_was() throws Exception {
    Path project = copyOf("orders");
    Map<String, String> before = texts(project);
    Ended ended = naosu("heal", project.toString(), "--json");
    assertThat(ended.code()).as(ended.errors()).isZero();
    JsonNode told = new JsonMapper().readTree(ended.output());
    assertThat(told.path("verdict").asText()).isEqualTo("healed");
    assertThat(told.path("files").get(0).asText()).isEqualTo("src/main/java/shop/Cart.java");
    assertThat(told.path("diff").asText()).contains("+    if (lines.");
    assertThat(told.path("proof").path("testsAfter").asInt()).isEqualTo(8);
    assertThat(texts(project)).isEqualTo(before);
  }

  @Test
  void finds_the_fault_in_another_module_than_the_failing_test_and_applies_the_fix()
      throws Exception {
    Path project = copyOf("billing");
    Ended ended = naosu("heal", project.toString(), "--apply");
    assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
    assertThat(ended.output()).contains("Fixed, confidence").contains("RateTable.java");
    assertThat(
            Files.readString(project.resolve("rates/src/main/java/billing/rates/RateTable.java")))
        .contains("quantity >= from[i]");
    Ended again = naosu("heal", project.toString());
    assertThat(again.code()).isZero();
    assertThat(again.output()).containsIgnoringCase("nothing to heal");
  }

  @Test
  void heals_plain_sources_and_commits_the_fix_on_a_branch_of_its_own() throws Exception {
    Path project = copyOf("ledger");
    git(project, "init", "-q", "-b", "main");
    git(project, "add", ".");
    git(project, "-c", "user.name=Ann", "-c", "user.email=ann@localhost", "commit", "-qm", "all");
    Path report = temporary.resolve("report.html");
    Ended ended = naosu("heal", project.toString(), "--branch", "--report", report.toString());
    assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
    String branch =
        git(project, "branch", "--list", "auto-fix/*", "--format=%(refname:short)").strip();
    assertThat(branch).startsWith("auto-fix/");
    assertThat(git(project, "diff", "main", branch)).contains("+    if (owner != null");
    assertThat(git(project, "log", "-1", "--format=%B", branch))
        .contains("Root cause", "Solution", "Tests");
    assertThat(git(project, "status", "--porcelain")).isEmpty();
    assertThat(Files.readString(report)).contains("Account.java", "owner != null");
  }

  @Test
  void heals_what_only_a_command_shows() throws Exception {
    Path project = Files.createDirectories(temporary.resolve("tool"));
    Files.createDirectories(project.resolve("src/tool"));
    Files.writeString(project.resolve("naosu.yml"), "sources: [src]\nlevel: 17\n");
    Files.writeString(
        project.resolve("src/tool/Main.java"),
        """
        package tool;

        public class Main {
          static int last(int[] numbers) {
            return numbers[numbers.length];
          }

          public static void main(String[] args) {
            System.exit(last(new int[] {1, 2, 3}) == 3 ? 0 : 1);
          }
        }
        """);
    Ended ended =
        naosu(
            "heal", project.toString(), "--json", "--command", "java -cp .naosu/classes tool.Main");
    assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
    assertThat(ended.output()).contains("numbers[numbers.length - 1]");
  }

  @Test
  void heals_a_service_from_recorded_requests_without_any_failing_test() throws Exception {
    Path project = desk();
    Ended ended =
        naosu(
            "heal",
            project.toString(),
            "--json",
            "--requests",
            project.resolve("unknown-article.jsonl").toString());
    assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
    JsonNode told = new JsonMapper().readTree(ended.output());
    assertThat(told.path("verdict").asText()).isEqualTo("healed");
    assertThat(told.path("files").get(0).asText()).isEqualTo("src/main/java/desk/Prices.java");
    assertThat(told.at("/proof/requests/reproducing").asInt()).isEqualTo(2);
    assertThat(told.at("/proof/requests/asBefore").asInt()).isEqualTo(6);
    assertThat(told.at("/tests/failing/0/name").asText()).contains("GET /prices/caviar");
  }

  @Test
  void heals_a_service_that_maven_builds_by_the_answer_that_was_expected() throws Exception {
    Path project = desk();
    Files.writeString(
        project.resolve("naosu.yml"), "service: {main: desk.Main, port: desk.port}\n");
    Files.copy(
        ROOT.resolve("examples").resolve("orders").resolve("pom.xml"), project.resolve("pom.xml"));
    Ended ended =
        naosu(
            "heal",
            project.toString(),
            "--apply",
            "--requests",
            project.resolve("discount.jsonl").toString());
    assertThat(ended.code()).as(ended.output() + ended.errors()).isZero();
    assertThat(ended.output().replaceAll("\\s+", " "))
        .contains("Maven")
        .contains("1 recorded request reproduces it")
        .contains("4 good requests are answered as before");
    assertThat(Files.readString(project.resolve("src/main/java/desk/Discounts.java")))
        .contains("quantity >= 10)");
  }

  private Path desk() throws IOException {
    return copyOf(Path.of("src", "test", "resources", "patients", "desk").toAbsolutePath());
  }

  private record Ended(int code, String output, String errors) {}

  private Ended naosu(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(ROOT.resolve("naosu").toString()));
    words.addAll(List.of(arguments));
    return run(temporary, words);
  }

  private static String git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("git"));
    words.addAll(List.of(arguments));
    Ended ended = run(directory, words);
    assertThat(ended.code()).as(ended.errors()).isZero();
    return ended.output();
  }

  private static Ended run(Path directory, List<String> words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("NAOSU_PACKAGED", "yes");
    // surefire's own options must not reach the JVMs under test
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    int code = builder.start().waitFor();
    Ended ended = new Ended(code, Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return ended;
  }

  private Path copyOf(String example) throws IOException {
    return copyOf(ROOT.resolve("examples").resolve(example));
  }

  private Path copyOf(Path from) throws IOException {
    Path to = temporary.resolve(from.getFileName());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file :
          files.filter(each -> !from.relativize(each).toString().contains("target")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }

  private static Map<String, String> texts(Path directory) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  texts.put(directory.relativize(file).toString(), Files.readString(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return texts;
  }
}
