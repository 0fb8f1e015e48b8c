package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.Result;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The real program, with the real children. The patients are so ill that healing ends at once, or
/// never.
@Timeout(300)
class ChildJvmTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// Nobody else's process has this among its words.
  private final String token = "naosu-bench-" + UUID.randomUUID();

  @BeforeEach
  void patients() throws IOException {
    write("shop/src/Cart.java", "class Cart { int n = nothing; }\n");
    write(
        "bugs.yml",
        """
        name: Shop
        defaults: {directory: shop, budget: 1s}
        bugs:
          - {id: broken, project: {sources: [src]}}
          - {id: endless, project: {sources: [src], output: [src], build: "sh -c 'sleep 100000; echo %s'"}}
        """
            .formatted(token));
  }

  @Test
  void what_the_child_found_and_its_peak_memory_are_in_the_report() throws Exception {
    assertThat(bench("--only", "broken")).isEqualTo(3);
    Trial trial = report().trials().getFirst();
    assertThat(trial.id()).isEqualTo("broken");
    assertThat(trial.group()).isEqualTo("Shop");
    assertThat(trial.result()).isInstanceOf(Result.CouldNotRun.class);
    assertThat(trial.memory().orElseThrow().heapMegabytes()).isPositive();
    assertThat(report().machine().cores()).isPositive();
    assertThat(report().command()).contains("--only broken");
  }

  @Test
  void a_bug_that_takes_too_long_is_killed_with_its_children_and_reported_as_such()
      throws Exception {
    assertThat(bench("--only", "endless", "--allowance", "8s")).isEqualTo(3);
    assertThat(report().trials().getFirst().result())
        .isInstanceOfSatisfying(
            Result.Ended.class, ended -> assertThat(ended.why()).contains("so it was killed"));
    assertThat(out.toString()).contains("ended: not done after 9 s");
    assertThat(alive()).isEmpty();
  }

  @Test
  void an_ended_run_leaves_nothing_running_and_is_resumed() throws Exception {
    Process run = start();
    await(() -> Files.exists(json()) && !alive().isEmpty());
    run.destroy();
    run.waitFor();
    assertThat(alive()).isEmpty();
    Report before = report();
    assertThat(before.trials()).extracting(Trial::id).containsExactly("broken");
    assertThat(before.of()).isEqualTo(2);

    assertThat(bench("--resume", "--only", "broken")).isEqualTo(3);
    assertThat(out.toString()).contains("1 bugs are kept from the run before, 0 are left");
    assertThat(report().trials()).isEqualTo(before.trials());
  }

  @Test
  void a_run_under_other_settings_is_not_mixed_into_a_report() throws Exception {
    bench("--only", "broken");
    Report before = report();
    assertThat(bench("--resume", "--workers", "7", "--heap", "99m")).isEqualTo(2);
    assertThat(err.toString()).contains("--workers was", "--heap was 1024m and is 99m");
    Files.writeString(
        directory.resolve("bugs.yml"), "\n# changed", java.nio.file.StandardOpenOption.APPEND);
    assertThat(bench("--resume", "--only", "broken")).isEqualTo(2);
    assertThat(err.toString()).contains("the manifest's text has changed");
    assertThat(report()).isEqualTo(before);
  }

  @Test
  void a_report_is_not_replaced_by_forgetting_an_option() throws Exception {
    bench("--only", "broken");
    assertThat(bench("--only", "broken")).isEqualTo(2);
    assertThat(err.toString()).contains("--resume", "--fresh");
    assertThat(bench("--only", "broken", "--fresh")).isEqualTo(3);
  }

  @Test
  void mistakes_in_the_arguments_are_told_together() {
    assertThat(bench("--budget", "soon", "--heap", "much", "--parallel", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--budget", "--heap", "--parallel");
  }

  private int bench(String... more) {
    List<String> words = new ArrayList<>(List.of("--manifest", manifest(), "--json", json() + ""));
    words.addAll(Arrays.asList(more));
    CommandLine line = Main.commandLine(words);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(words.toArray(String[]::new));
  }

  /// In a process of its own, which can be ended.
  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--manifest",
            manifest(),
            "--json",
            json().toString())
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "run.log"))
        .start();
  }

  /// Processes of this test's patient.
  private List<String> alive() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(token))
        .toList();
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private String manifest() {
    return directory.resolve("bugs.yml").toString();
  }

  private Path json() {
    return directory.resolve("r.json");
  }

  private Report report() throws IOException {
    return JsonReport.read(json());
  }

  private void write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
    Files.writeString(file, text);
  }
}
