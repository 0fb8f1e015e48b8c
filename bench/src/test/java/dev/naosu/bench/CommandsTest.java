package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.label.Labels;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Label.Answer;
import dev.naosu.bench.trial.Samples;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path json = Path.of("");

  @BeforeEach
  void report() throws IOException {
    json = directory.resolve("r.json");
    Trial[] trials = IntStream.range(0, 24).mapToObj(CommandsTest::trial).toArray(Trial[]::new);
    Files.writeString(json, JsonReport.of(Samples.report(trials)));
  }

  /// Small edits are right.
  private static Trial trial(int number) {
    double size = number % 6;
    Verdict verdict = size < 3 ? Verdict.CORRECT : Verdict.PLAUSIBLE_ONLY;
    JudgedRepair repair =
        new JudgedRepair(
            "Op",
            "edit",
            "+" + number + "\n",
            0.5,
            Map.of("size", size),
            new Judgement(verdict, "so", 0, 0, List.of()),
            Optional.empty());
    return new Trial(
        "bug" + number,
        "group" + number % 4,
        new Result.Ran(List.of(repair), "", Samples.measures(), ""),
        Duration.ofSeconds(1),
        Optional.empty());
  }

  @Test
  void reports_are_written_again_with_the_labels_given_since() throws Exception {
    Trial first = JsonReport.read(json).trials().getFirst();
    Labels.Key key = Labels.Key.of(first, first.shownFirst().orElseThrow());
    new Labels(Map.of(key, new Label(Answer.OVERFITTING, "no", Instant.EPOCH)))
        .write(Labels.beside(json));
    Path markdown = directory.resolve("r.md");
    Path html = directory.resolve("r.html");
    assertThat(bench("report", "--json", json + "", "--report", markdown + "", "--html", html + ""))
        .isZero();
    assertThat(markdown).content().contains("| 24 | 24 | 0 | 24 | 11 | 11 |");
    assertThat(html).content().contains("plausible only, labelled by a person");
  }

  @Test
  void a_report_says_where_it_should_go() {
    assertThat(bench("report", "--json", json.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--report FILE or --html FILE");
  }

  @Test
  void all_mistakes_of_a_load_are_told_at_once() {
    assertThat(
            bench(
                "intake",
                "--seconds",
                "0",
                "--spans",
                "0",
                "--batch",
                "1",
                "--every",
                "often",
                "--heap",
                "1m"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--seconds should", "--spans and", "--batch should", "--every should", "--heap should");
  }

  @Test
  void a_fit_is_told_and_written() {
    Path weights = directory.resolve("weights.properties");
    assertThat(bench("calibrate", "--json", json.toString(), "--write", weights.toString()))
        .isZero();
    assertThat(out.toString())
        .contains("24 judged repairs, 12 correct, in 4 groups", "shown first, held out", "size");
    assertThat(weights).content().contains("intercept=", "weight.size=-", "mean.size=2.5");
  }

  @Test
  void what_cannot_be_fitted_is_told_with_a_remedy() throws Exception {
    Files.writeString(
        json,
        JsonReport.of(Samples.report(Samples.healed("x", Samples.repair(1, Verdict.CORRECT)))));
    assertThat(bench("calibrate", "--json", json.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("all judged repairs are of one group");
    assertThat(bench("calibrate", "--json", directory.resolve("none").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("none cannot be read");
  }

  @Test
  void a_missing_manifest_is_a_mistake_and_the_child_is_nobodys_command() {
    assertThat(bench()).isEqualTo(2);
    assertThat(err.toString()).contains("--manifest FILE is missing");
    assertThat(bench("--help")).isZero();
    assertThat(out.toString()).contains("report", "label", "calibrate").doesNotContain("  try ");
  }

  private int bench(String... words) {
    CommandLine line = Main.commandLine(List.of(words));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(words);
  }
}
