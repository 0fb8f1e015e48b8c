package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A little load on a real server, by the launcher.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class IntakeIT {
  private static final Path ROOT = Path.of(System.getProperty("naosu.root"));

  @TempDir private Path directory;

  @Test
  void everything_that_is_sent_is_accepted_and_every_fault_becomes_one_incident() throws Exception {
    Path json = directory.resolve("figures.json");
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                ROOT.resolve("naosu").toString(),
                "bench",
                "intake",
                "--seconds",
                "4",
                "--warm-up",
                "2",
                "--logs",
                "1000",
                "--spans",
                "300",
                "--batch",
                "64",
                "--json",
                json.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("NAOSU_PACKAGED", "yes", "TMPDIR", directory.toString()));

    int code = builder.start().waitFor();

    // 1: a busy machine may well be too slow, which is not the question here
    assertThat(code).as(Files.readString(output)).isBetween(0, 1);
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.path("lost").asLong()).isZero();
    assertThat(figures.path("logs").path("accepted").asLong()).isEqualTo(4_000);
    assertThat(figures.path("spans").path("accepted").asLong()).isEqualTo(1_200);
    assertThat(figures.path("faults").path("number").asInt()).isEqualTo(8);
    assertThat(figures.path("faults").path("incidents").asInt()).isEqualTo(8);
    assertThat(figures.path("faults").path("signals").asInt())
        .isEqualTo(figures.path("faults").path("told").asInt());
    assertThat(figures.path("memory").path("heapMegabytes").asLong()).isPositive();
    assertThat(figures.path("cpuSeconds").path("server").asDouble()).isPositive();
    assertThat(leftovers()).isEmpty();
  }

  private String leftovers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return String.join(
          " ",
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("naosu-"))
              .toList());
    }
  }
}
