package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayCommandTest {
  @TempDir Path directory;
  private final TypedLine line = new TypedLine();

  @Test
  void help_teaches_how_to_begin() {
    assertThat(line.run("gateway", "--help")).isEqualTo(ExitCode.HEALED_OR_NOTHING_TO_HEAL);

    assertThat(line.output())
        .contains("--to v1=http://127.0.0.1:9001", "SIGTERM", "DIR/token", "Exit codes");
  }

  @Test
  void all_mistakes_are_told_at_once() throws IOException {
    Path file = directory.resolve("gateway.yml");
    Files.writeString(file, "service: shop\nsticky: glue\nlisten: 127.0.0.1\n");

    assertThat(line.run("gateway", "--config", file.toString(), "--to", "v1"))
        .isEqualTo(ExitCode.USAGE);

    assertThat(line.errors())
        .contains("gateway.yml: sticky is none, cookie, address")
        .contains("gateway.yml: listen has no port")
        .contains("gateway.yml: directory is needed")
        .contains("--to v1 is none; write it as v1=http://127.0.0.1:9001");
  }

  @Test
  void without_a_file_what_is_missing_is_told_as_options() {
    assertThat(line.run("gateway")).isEqualTo(ExitCode.USAGE);

    assertThat(line.errors())
        .contains("--service is needed")
        .contains("--listen is needed")
        .contains("--directory is needed");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThat(line.run("gateway", "--config", directory.resolve("no.yml").toString()))
        .isEqualTo(ExitCode.USAGE);

    assertThat(line.errors()).contains("no.yml cannot be read");
  }
}
