package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FaultsCommandTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    CommandLine line = Main.commandLine(List.of(arguments));
    line.setOut(new PrintWriter(new StringWriter(), true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void mistakes_are_told_all_at_once() {
    assertThat(bench("faults", "--only", "killed,bored", "--times", "0", "--limit", "long"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("no fault is called bored; there are [killed, paused")
        .contains("--times should be at least 1")
        .contains("--limit should be a time");
  }

  @Test
  void a_directory_that_is_not_the_shop_is_told() {
    assertThat(bench("faults", "--only", "killed", "--shop", directory + "")).isEqualTo(3);
    assertThat(err.toString()).contains("--shop names examples/shop");
  }
}
