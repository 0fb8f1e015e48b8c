package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Launch;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceBuildsTest {
  @TempDir private Path root;

  private Built build(String description) throws IOException, InterruptedException {
    Files.writeString(root.resolve("naosu.yml"), description);
    ProcessSandbox sandbox = ProcessSandbox.create();
    Builds builds =
        new Builds(
            sandbox,
            JdkCatalogue.ofThisMachine(),
            new LauncherJars(sandbox, root.resolve("repository")));
    return new ServiceBuilds(builds, sandbox, root.resolve("logs")).build(root);
  }

  private Launch launch(String description) throws IOException, InterruptedException {
    Built built = build(description);
    assertThat(built).isInstanceOf(Built.Ready.class);
    return ((Built.Ready) built).launch();
  }

  @Test
  void a_service_in_any_language_is_built_by_its_line_and_started_by_its_words() throws Exception {
    assertThat(
            launch(
                """
                service:
                  build: echo built > made
                  command: [python3, app.py, "--port={port}"]
                  environment: {MODE: live}
                  ready: /health
                """))
        .isEqualTo(
            new Launch(
                List.of("python3", "app.py", "--port={port}"),
                Map.of("MODE", "live", "PORT", "{port}"),
                root,
                "/health"));
    assertThat(root.resolve("made")).hasContent("built");
  }

  @Test
  void a_command_may_be_one_line() throws Exception {
    assertThat(launch("service: {command: cd web && node server.js}\n").words())
        .containsExactly("sh", "-c", "cd web && node server.js", "sh");
    assertThat(launch("service: {command: node server.js, port: '--port={port}'}\n").words())
        .containsExactly("sh", "-c", "node server.js \"$@\"", "sh", "--port={port}");
  }

  @Test
  void a_build_that_fails_says_why() throws Exception {
    assertThat(build("service: {build: 'echo error: no such module; exit 3', command: [x]}\n"))
        .isInstanceOfSatisfying(
            Built.Broken.class,
            broken -> {
              assertThat(broken.why()).startsWith("it does not build: echo");
              assertThat(broken.output()).contains("error: no such module");
            });
  }

  @Test
  void a_service_on_the_jvm_is_started_on_the_class_path_of_its_build() throws Exception {
    Path source = Files.createDirectories(root.resolve("src/main/java/shop"));
    Files.writeString(
        source.resolve("Main.java"),
        "package shop; public class Main { public static void main(String[] a) {} }");
    Launch launch =
        launch(
            """
            sources: [src/main/java]
            service:
              main: shop.Main
              port: shop.port
              arguments: [serve]
            """);
    assertThat(launch.words().getFirst()).endsWith("/bin/java");
    assertThat(launch.words()).contains("-Dshop.port={port}", "shop.Main", "serve");
    Path classes = Path.of(launch.words().get(launch.words().indexOf("-cp") + 1));
    assertThat(classes.resolve("shop/Main.class")).exists();
  }

  @Test
  void mistakes_are_told_before_anything_is_built() throws Exception {
    assertThat(build("service: {command: [], port: a-b, ready: x}\n"))
        .isInstanceOfSatisfying(
            Built.Broken.class,
            broken ->
                assertThat(broken.why())
                    .contains("command: should be words or one line")
                    .contains("port: with a command")
                    .contains("ready: x is no path"));
    assertThat(build("service: {main: shop.Main, port: PORT}\n")).isInstanceOf(Built.Broken.class);
  }
}
