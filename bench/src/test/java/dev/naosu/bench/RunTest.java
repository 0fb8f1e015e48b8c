package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Samples;
import dev.naosu.bench.trial.Settings;
import dev.naosu.bench.trial.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  @TempDir private Path directory;

  private final StringWriter said = new StringWriter();
  private final ConcurrentLinkedQueue<String> tried = new ConcurrentLinkedQueue<>();

  @Test
  void the_report_holds_what_was_found_after_each_bug() throws Exception {
    Run.Trying trying =
        bug -> {
          if (bug.id().equals("two")) {
            // written before this one began
            assertThat(read().trials()).extracting(Trial::id).containsExactly("one");
            assertThat(read().of()).isEqualTo(3);
          }
          return healed(bug);
        };
    Report report = run(1, List.of(), trying, "one", "two", "three");
    assertThat(report).isEqualTo(read());
    assertThat(said.toString())
        .contains(
            "  1/3 one", "[1 plausible, 1 correct]", "  3/3 three", "[3 plausible, 3 correct]");
  }

  @Test
  void bugs_of_an_earlier_run_are_kept_and_not_tried_again() throws Exception {
    Trial before = Samples.notHealed("two");
    Report report = run(1, List.of(before), this::healed, "one", "two", "three");
    assertThat(tried).containsExactly("one", "three");
    assertThat(report.trials()).extracting(Trial::id).containsExactly("one", "two", "three");
    assertThat(report.trials()).contains(before);
    assertThat(said.toString()).contains("1 bugs are kept from the run before, 2 are left");
  }

  @Test
  void some_bugs_run_at_the_same_time_and_the_report_keeps_the_order() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    Run.Trying trying =
        bug -> {
          together.countDown();
          try {
            // each waits for the others: it would never end one after the other
            assertThat(together.await(1, TimeUnit.MINUTES)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return healed(bug);
        };
    assertThat(run(3, List.of(), trying, "one", "two", "three").trials())
        .extracting(Trial::id)
        .containsExactly("one", "two", "three");
  }

  @Test
  void a_report_that_cannot_be_written_ends_the_run() {
    Reports nowhere =
        new Reports(
            Optional.of(directory.resolve("no/such/place.json")),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> run(1, List.of(), this::healed, nowhere, "one", "two"))
        .isInstanceOf(IOException.class);
    assertThat(tried).doesNotContain("two");
  }

  @Test
  void no_unfinished_file_is_left_beside_the_report() throws Exception {
    run(1, List.of(), this::healed, "one");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("r.json");
    }
  }

  private Trial healed(Bug bug) {
    tried.add(bug.id());
    return Samples.healed(bug.id(), Samples.repair(0.8, Verdict.CORRECT));
  }

  private Report run(int parallel, List<Trial> earlier, Run.Trying trying, String... ids)
      throws Exception {
    return run(
        parallel,
        earlier,
        trying,
        new Reports(Optional.of(directory.resolve("r.json")), Optional.empty(), Optional.empty()),
        ids);
  }

  private Report run(
      int parallel, List<Trial> earlier, Run.Trying trying, Reports reports, String... ids)
      throws Exception {
    List<Bug> bugs = Stream.of(ids).map(this::bug).toList();
    Report sample = Samples.report();
    Settings usual = sample.settings();
    Settings settings =
        new Settings(
            usual.manifest(),
            usual.program(),
            usual.budget(),
            usual.workers(),
            usual.shown(),
            parallel,
            usual.heapMegabytes(),
            usual.allowance());
    return new Run(
            new Run.Plan(
                new Manifest("A shop", bugs), bugs, sample.machine(), sample.command(), settings),
            earlier,
            trying,
            reports,
            () -> Instant.EPOCH,
            new PrintWriter(said))
        .run();
  }

  private Bug bug(String id) {
    return new Bug(
        id,
        "shop",
        new Bug.Origin.Directory(directory),
        List.of(),
        List.of(),
        java.util.Map.of(),
        Optional.empty(),
        List.of(),
        Optional.of(Duration.ofSeconds(1)),
        Optional.empty(),
        List.of());
  }

  private Report read() throws IOException {
    return JsonReport.read(directory.resolve("r.json"));
  }
}
