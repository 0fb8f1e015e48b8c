package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DetectCommandsTest {
  private static final int VALUES = 400;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void log_templates_are_compared_with_those_of_people() throws IOException {
    write(
        "2k_dataset/Shop/Shop_2k.log_structured_corrected.csv",
        """
        LineId,Content,EventId,EventTemplate
        1,order 17 was paid,E1,order <*> was paid
        2,order 18 was paid,E1,order <*> was paid
        3,"cart ""x"", gone",E2,"cart ""x"", gone"
        """);
    Path json = directory.resolve("figures.json");
    Path report = directory.resolve("figures.md");
    assertThat(
            bench("loghub", "--data", directory + "", "--json", json + "", "--report", report + ""))
        .isZero();
    assertThat(out.toString()).contains("| Shop | 1.000 | 1.000 | 1.000 | 2 | 2 |");
    assertThat(json).content().contains("\"ga\" : 1.0");
    assertThat(report)
        .content()
        .contains("| Drain, as published | 0.850 | 0.740 | 0.320 |")
        .contains("effectiveness_results.csv");
  }

  @Test
  void a_directory_without_logs_is_told() {
    assertThat(bench("loghub", "--data", directory + "")).isEqualTo(3);
    assertThat(err.toString()).contains("a checkout of github.com/logpai/loghub-2.0");
  }

  @Test
  void metric_anomalies_are_scored() throws IOException {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    LocalDateTime start = LocalDateTime.of(2026, 1, 1, 0, 0);
    for (String name : List.of("one", "two")) {
      StringBuilder rows = new StringBuilder("timestamp,value\n");
      for (int i = 0; i < VALUES; i++) {
        double value = i == 350 ? 90 : 10 + Math.sin(i / 3.0);
        rows.append(format.format(start.plusMinutes(i))).append(',').append(value).append('\n');
      }
      write("data/a/" + name + ".csv", rows.toString());
    }
    String window =
        "[[\"%s.000000\", \"%s.000000\"]]"
            .formatted(
                format.format(start.plusMinutes(345)), format.format(start.plusMinutes(360)));
    write(
        "labels/combined_windows.json",
        "{\"a/one.csv\": %s, \"a/two.csv\": %s}".formatted(window, window));
    Path json = directory.resolve("scores.json");
    Path report = directory.resolve("scores.md");
    assertThat(
            bench(
                "nab",
                "--data",
                directory + "",
                "--splits",
                "2",
                "--json",
                json + "",
                "--report",
                report + ""))
        .isZero();
    assertThat(out.toString()).contains("| random cut forest | onsets, fatigue, least effect |");
    assertThat(json).content().contains("\"windows\" : 2");
    assertThat(report).content().contains("2 series, 800 values, 2 anomalies.");
  }

  @Test
  void a_checkout_that_is_none_is_told() {
    assertThat(bench("nab", "--data", directory + "")).isEqualTo(3);
    assertThat(err.toString()).contains("a checkout of github.com/numenta/NAB");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private int bench(String... arguments) {
    CommandLine line = Main.commandLine(List.of(arguments));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
