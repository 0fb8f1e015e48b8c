package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shop that the demo breaks: each of its deploys brings a bug that its own tests do not see.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ShopIT {
  private static final Path SHOP =
      Path.of(System.getProperty("naosu.root")).resolve("examples/shop");
  private static final Pattern ADDRESS = Pattern.compile("shop \\S+ on (http://localhost:\\d+)");

  @TempDir Path temporary;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "faster-price-lookup | java.lang.NullPointerException | at shop.PriceTable.lookup"
            + "| GET | /articles/tetsubin/price?quantity=2 | ''",
        "bulk-discount | java.lang.ArrayIndexOutOfBoundsException | at shop.BulkDiscount.percent"
            + "| GET | /carts/c-cafe/total | ''",
        "cart-merge | java.lang.ClassCastException | at shop.Cart.add"
            + "| POST | /carts"
            + "| {\"positions\":[{\"voucher\":\"WELCOME5\"},{\"article\":\"cup\",\"quantity\":1}]}",
      })
  void a_deploy_fails_some_of_the_customers(
      String deploy, String exception, String frame, String method, String path, String body)
      throws Exception {
    Path project = copy();
    Shop before = start(compiled(project));
    assertThat(before.status(method, path, body)).isLessThan(300);
    apply(deploy, project);
    Shop after = start(compiled(project));
    assertThat(after.status("GET", "/articles/cup/price?quantity=6", "")).isEqualTo(200);
    assertThat(after.status(method, path, body)).isEqualTo(500);
    assertThat(after.log()).contains("failed: " + exception).contains(frame);
  }

  @Test
  void its_own_tests_see_nothing_of_that() throws Exception {
    Path project = copy();
    for (String deploy : List.of("faster-price-lookup", "bulk-discount", "cart-merge")) {
      apply(deploy, project);
    }
    assertThat(run(project, "mvn", "-B", "-ntp", "test"))
        .containsPattern("Tests run: [4-9]\\d, Failures: 0, Errors: 0, Skipped: 0");
  }

  @Test
  void its_traffic_finds_nothing_wrong_before_a_deploy() throws Exception {
    Path classes = compiled(copy());
    Shop shop = start(classes);
    String told =
        run(
            temporary,
            java(),
            "-cp",
            classes,
            "shop.traffic.Main",
            "--url",
            shop.address(),
            "--rate",
            "100",
            "--seconds",
            "3");
    assertThat(told.lines().toList().getLast())
        .containsPattern("\"sent\":[1-9]")
        .contains("\"failed\":0,\"unreachable\":0");
  }

  private record Shop(String address, Path logFile) {
    int status(String method, String path, String body) throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client
            .send(
                HttpRequest.newBuilder(URI.create(address + path))
                    .method(method, BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.discarding())
            .statusCode();
      }
    }

    String log() throws IOException {
      return Files.readString(logFile);
    }
  }

  private Shop start(Path classes) throws IOException, InterruptedException {
    Path log = Files.createTempFile(temporary, "shop", ".log");
    Process process =
        new ProcessBuilder(java(), "-Dshop.port=0", "-cp", classes.toString(), "shop.Main")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    while (true) {
      Matcher address = ADDRESS.matcher(Files.readString(log));
      if (address.find()) {
        return new Shop(address.group(1), log);
      }
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(20);
    }
  }

  private Path compiled(Path project) throws IOException {
    Path classes = Files.createTempDirectory(temporary, "classes");
    List<String> words =
        new ArrayList<>(List.of("--release", "17", "-d", classes.toString(), "-proc:none"));
    try (Stream<Path> files = Files.walk(project.resolve("src/main/java"))) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
    assertThat(code).isZero();
    return classes;
  }

  private Path copy() throws IOException {
    Path project = temporary.resolve("shop");
    for (String name : List.of("pom.xml", "naosu.yml", "src")) {
      Path from = SHOP.resolve(name);
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Path to = project.resolve(SHOP.relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
    return project;
  }

  private static void apply(String deploy, Path project) throws Exception {
    run(project, "git", "apply", SHOP.resolve("deploys/" + deploy + ".patch"));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// What a command that ends well wrote.
  private static String run(Path directory, Object... words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.of(words).map(Object::toString).toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    // surefire's own options must not reach the JVMs under test
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    int code = builder.start().waitFor();
    String output = Files.readString(out);
    Files.delete(out);
    assertThat(code).as(output).isZero();
    return output;
  }
}
