package dev.naosu.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsRotateTest {
  private static final Map<String, String> ALL = Map.of("at-least", "0");

  @TempDir private Path temporary;
  private Path log;

  @BeforeEach
  void name() throws IOException {
    log = temporary.toRealPath().resolve("app.log");
  }

  private Ordered rotate(int keep, Optional<Path> pidFile) {
    return Ordered.of(
        new LogsRotate(new LogFiles(List.of(log), keep, pidFile, "USR1")), "shop/logs", ALL);
  }

  private static String read(Path compressed) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_log_is_copied_cut_short_and_only_so_many_are_kept() throws Exception {
    for (String text : List.of("one", "two", "three")) {
      Files.writeString(log, text);
      assertThat(rotate(2, Optional.empty()).done()).contains("2 are kept");
      assertThat(log).isEmptyFile();
    }
    assertThat(read(log.resolveSibling("app.log.1.gz"))).isEqualTo("three");
    assertThat(read(log.resolveSibling("app.log.2.gz"))).isEqualTo("two");
    assertThat(log.resolveSibling("app.log.3.gz")).doesNotExist();

    Files.writeString(log, "four");
    assertThat(rotate(2, Optional.empty()).plan().losses())
        .containsExactly(log.resolveSibling("app.log.2.gz") + " is deleted");
  }

  @Test
  void a_log_that_is_a_link_is_left_alone() throws Exception {
    Path precious = Files.writeString(temporary.resolve("precious"), "do not cut me short");
    Files.createSymbolicLink(log, precious);

    assertThat(rotate(2, Optional.empty()).unfit()).startsWith("no log holds");
  }

  @Test
  void a_program_that_opens_its_log_again_when_signalled_loses_no_line() throws Exception {
    Path pidFile = temporary.resolve("pid");
    Process program =
        new ProcessBuilder(
                "sh",
                "-c",
                "open() { exec >>\"$0\"; }; open; trap open USR1; i=0;"
                    + " while :; do i=$((i+1)); echo line $i; sleep 0.01; done",
                log.toString())
            .start();
    try {
      Files.writeString(pidFile, program.pid() + "\n");
      while (!Files.exists(log) || Files.size(log) < 50) {
        Thread.sleep(20);
      }
      assertThat(rotate(3, Optional.of(pidFile)).done()).contains("begin anew");
      while (Files.size(log) < 50) {
        Thread.sleep(20);
      }
    } finally {
      program.destroyForcibly().waitFor();
    }
    List<String> lines =
        (read(log.resolveSibling("app.log.1.gz")) + Files.readString(log)).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).isEqualTo("line " + (i + 1));
    }
    assertThat(log.resolveSibling("app.log.0")).doesNotExist();
  }

  @Test
  void a_program_that_would_end_by_the_signal_is_not_signalled() throws Exception {
    Files.writeString(log, "text");
    Process program = new ProcessBuilder("sleep", "60").start();
    try {
      Path pidFile = Files.writeString(temporary.resolve("pid"), "" + program.pid());
      assertThatThrownBy(() -> rotate(3, Optional.of(pidFile)).look())
          .isInstanceOf(Untouched.class)
          .hasMessageContaining("does not listen for SIGUSR1");
      assertThat(program.isAlive()).isTrue();
      assertThat(log).hasContent("text");
    } finally {
      program.destroyForcibly().waitFor();
    }
  }
}
