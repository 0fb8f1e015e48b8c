package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Program;
import dev.naosu.project.Replayable;
import dev.naosu.project.Replayable.Description;
import dev.naosu.project.Replayable.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySectionTest {
  @TempDir private Path root;

  @Test
  void what_may_be_sent_again_and_where_it_is_kept_is_understood() throws IOException {
    assertThat(
            read(
                """
                service:
                  build: npm ci
                  command: [node, server.js]
                  ready: /health
                  replay: [/search, POST /quotes/**]
                  store:
                    environment: {DB: "{store}/db"}
                    reset: ./empty {store}/db
                """))
        .isEqualTo(
            new Description.Known(
                new Replayable(
                    new Program(
                        Optional.of("npm ci"),
                        List.of("node", "server.js"),
                        Map.of("PORT", "{port}"),
                        "/health"),
                    false,
                    List.of("/search", "POST /quotes/**"),
                    Optional.of(
                        new Store(
                            Map.of("DB", "{store}/db"), Optional.of("./empty {store}/db"))))));
    assertThat(read("service: {command: ./run, replay: safe}"))
        .isInstanceOfSatisfying(
            Description.Known.class,
            known -> {
              assertThat(known.service().allSafe()).isTrue();
              assertThat(known.service().store()).isEmpty();
            });
    assertThat(read("service: {command: ./run}"))
        .isInstanceOfSatisfying(
            Description.Known.class, known -> assertThat(known.service().allSafe()).isFalse());
  }

  @Test
  void mistakes_are_told_together() throws IOException {
    assertThat(
            read("service: {command: ./run, replay: all, store: {reset: x, environmnet: {A: b}}}"))
        .isInstanceOfSatisfying(
            Description.Unknown.class,
            unknown ->
                assertThat(unknown.why().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("replay: should be `safe`"))
                    .anyMatch(line -> line.contains("store: environmnet: unknown key"))
                    .anyMatch(line -> line.contains("store: no variable")));
    assertThat(read("service: {command: ./run, replay: [search]}"))
        .isInstanceOf(Description.Unknown.class);
  }

  @Test
  void a_main_class_alone_is_no_command() throws IOException {
    assertThat(read("service: {main: a.Main, port: PORT}"))
        .isInstanceOfSatisfying(
            Description.Unknown.class,
            unknown -> {
              assertThat(unknown.why()).contains("no command");
              assertThat(unknown.remedy()).contains("command: [node");
            });
    Files.delete(root.resolve("naosu.yml"));
    assertThat(ReplaySection.read(root))
        .isInstanceOfSatisfying(
            Description.Unknown.class,
            unknown -> assertThat(unknown.why()).contains("there is no naosu.yml"));
  }

  private Description read(String text) throws IOException {
    Files.writeString(root.resolve("naosu.yml"), text);
    return ReplaySection.read(root);
  }
}
