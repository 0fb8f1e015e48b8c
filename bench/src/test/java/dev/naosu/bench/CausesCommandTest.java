package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CausesCommandTest {
  private static final Path MARKET = Path.of("..", "examples", "market");

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// For real: seven JVMs, one of which becomes slow.
  @Test
  void the_cause_of_a_real_trouble_is_among_the_first_five() throws IOException {
    Path played = directory.resolve("played.json");
    Path kept = directory.resolve("kept");
    assertThat(
            bench(
                "causes",
                "--only",
                "fail-payment",
                "--seeds",
                "1",
                "--warm-up",
                "5s",
                "--normal",
                "14s",
                "--faulty",
                "8s",
                "--delays",
                "3s",
                "--market",
                MARKET + "",
                "--record",
                kept + "",
                "--json",
                played + ""))
        .as(err.toString())
        .isZero();
    assertThat(places(played, "NAOSU", "service"))
        .hasSize(1)
        .allSatisfy(place -> assertThat(place).isBetween(1, 5));
    assertThat(places(played, "NAOSU", "serviceAndMetric"))
        .hasSize(1)
        .allSatisfy(place -> assertThat(place).isBetween(1, 5));

    Path asked = directory.resolve("asked.json");
    Path report = directory.resolve("asked.md");
    assertThat(
            bench(
                "causes",
                "--from",
                kept + "",
                "--delays",
                "3s",
                "--json",
                asked + "",
                "--report",
                report + ""))
        .isZero();
    assertThat(places(asked, "NAOSU", "serviceAndMetric"))
        .as("what was recorded says the same")
        .isEqualTo(places(played, "NAOSU", "serviceAndMetric"));
    assertThat(report).content().contains("| failing code | 1 |");
  }

  @Test
  void mistakes_are_told_all_at_once() {
    assertThat(bench("causes", "--only", "nothing-like-it", "--parallel", "0", "--normal", "long"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("no scene has nothing-like-it in its name")
        .contains("--parallel should be at least 1")
        .contains("--normal should be a time");
  }

  @Test
  void a_directory_without_scenes_is_told() {
    assertThat(bench("causes", "--from", directory + "")).isEqualTo(3);
    assertThat(err.toString()).contains("holds no scenes");
  }

  @Test
  void a_directory_that_is_not_the_market_is_told() {
    assertThat(bench("causes", "--only", "cpu-stock", "--market", directory + "")).isEqualTo(3);
    assertThat(err.toString()).contains("--market names examples/market");
  }

  private static List<Integer> places(Path json, String ranking, String what) throws IOException {
    JsonNode scenes = new ObjectMapper().readTree(Files.readString(json)).path("scenes");
    assertThat(scenes).hasSize(1);
    return StreamSupport.stream(scenes.path(0).path("places").spliterator(), false)
        .filter(place -> place.path("ranking").asText().equals(ranking))
        .map(place -> place.path(what).asInt())
        .toList();
  }

  private int bench(String... arguments) {
    CommandLine line = Main.commandLine(List.of(arguments));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
