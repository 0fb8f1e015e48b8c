package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherCommandTest {
  @TempDir Path directory;
  private final TypedLine line = new TypedLine();

  @Test
  void help_teaches_how_to_run_it_under_another_account() {
    assertThat(line.run("publisher", "--help")).isEqualTo(ExitCode.HEALED_OR_NOTHING_TO_HEAL);

    assertThat(line.output()).contains("sudo -u naosu-publisher", "users: [naosu]", "Exit codes");
  }

  @Test
  void all_mistakes_are_told_at_once() throws IOException {
    Path file = directory.resolve("publisher.yml");
    Files.writeString(
        file,
        """
        door: /run/naosu
        services:
          - {name: a, forge: {kind: github}}
          - {name: b, repository: b, forge: {kind: github, repository: t/b, tokenFile: none}}
        """);

    assertThat(line.run("publisher", "--config", file.toString())).isEqualTo(ExitCode.USAGE);

    assertThat(line.errors())
        .contains("publisher.yml: door is not known; the keys here are socket, data")
        .contains("publisher.yml: socket is needed")
        .contains("publisher.yml: data is needed")
        .contains("publisher.yml: services[0] needs a name and a repository")
        .contains("publisher.yml: services[1].forge.tokenFile")
        .contains("cannot be read");
  }
}
