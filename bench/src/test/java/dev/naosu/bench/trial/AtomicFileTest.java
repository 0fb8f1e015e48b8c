package dev.naosu.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path directory;

  @Test
  void half_a_character_that_a_test_printed_does_not_lose_the_report() throws IOException {
    Path file = directory.resolve("report.json");
    AtomicFile.write(file, "{\"why\": \"expected \uD83D\"}");
    assertThat(Files.readString(file)).isEqualTo("{\"why\": \"expected ?\"}");
    assertThat(directory).isDirectoryContaining(each -> each.equals(file));
  }
}
