package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is in a cage ends with naosu, even one that had no time to end it.
@Timeout(60)
@ParameterizedClass
@EnumSource(Isolator.class)
class CagesEndTest {
  private final Isolator isolator;

  @TempDir Path own;
  @TempDir Path copy;

  CagesEndTest(Isolator isolator) {
    this.isolator = isolator;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "KILL"})
  void a_program_in_the_cage_ends_with_naosu(String signal) throws Exception {
    TestCage.found(isolator, own, CageLimits.USUAL);
    Process naosu = Programs.start(CagedProgram.class, Path.of(isolator.name()), own, copy);
    while (!Files.exists(copy.resolve("written"))) {
      assertThat(naosu.isAlive()).isTrue();
      Thread.sleep(20);
    }

    new ProcessBuilder("kill", "-" + signal, Long.toString(naosu.pid())).start().waitFor();

    assertThat(naosu.waitFor()).isNotZero();
    while (isWritten()) {
      // the timeout says that it goes on
    }
    if (isolator == Isolator.PODMAN) {
      while (!containers(naosu.pid()).isEmpty()) {
        Thread.sleep(50);
      }
    }
  }

  private boolean isWritten() throws IOException, InterruptedException {
    long before = Files.size(copy.resolve("written"));
    Thread.sleep(500);
    return Files.size(copy.resolve("written")) > before;
  }

  private static String containers(long pid) throws IOException {
    Process podman =
        new ProcessBuilder(
                "podman", "ps", "-a", "--filter", "name=naosu-" + pid + "-", "--format", "{{.ID}}")
            .start();
    return new String(podman.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
