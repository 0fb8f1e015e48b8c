package dev.naosu.bench;

import dev.naosu.bench.load.LoadReport;
import dev.naosu.bench.load.LoadRun;
import dev.naosu.bench.load.Traffic;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures what a server takes in.
@Command(
    name = "intake",
    mixinStandardHelpOptions = true,
    description = {
      "Starts `naosu serve`, sends it log records and spans at a fixed rate, with exceptions among"
          + " them, and counts what became of each.",
      "naosu has to be built."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every aim was met",
      "1:some aim was missed; the report says which",
      "2:the command line has mistakes",
      "3:the server could not be started or measured"
    })
final class IntakeCommand implements Callable<Integer> {
  private static final int LEAST_HEAP_MEGABYTES = 64;
  private static final int LEAST_BATCH = 16;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--seconds", description = "To measure; default ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(names = "--warm-up", description = "Seconds before that; default ${DEFAULT-VALUE}.")
  private int warmUp = 20;

  @Option(names = "--logs", description = "Log records a second; default ${DEFAULT-VALUE}.")
  private int logs = 20_000;

  @Option(names = "--spans", description = "Spans a second; default ${DEFAULT-VALUE}.")
  private int spans = 5_000;

  @Option(names = "--batch", description = "Records in a request; default ${DEFAULT-VALUE}.")
  private int batch = 512;

  @Option(
      names = "--every",
      description = "So often a new fault begins, such as 500ms; default ${DEFAULT-VALUE}.")
  private String every = "500ms";

  @Option(names = "--connections", description = "Of the sender; default ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Option(names = "--heap", description = "Of the server; default ${DEFAULT-VALUE}.")
  private String heap = "1g";

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "One more option of the server's JVM; may be given several times.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    ProcessSandbox sandbox = ProcessSandbox.create();
    LoadReport figures =
        new LoadReport(
            InstantSource.system().instant(),
            "naosu bench intake "
                + String.join(" ", known.commandLine().getParseResult().originalArgs()),
            Machine.here(sandbox),
            new LoadRun(
                    Path.of(System.getProperty("naosu.home", "")).toAbsolutePath(),
                    sandbox,
                    plan(),
                    InstantSource.system(),
                    progress::println)
                .run());
    out.print(figures.table());
    out.flush();
    if (json != null) {
      AtomicFile.write(json, figures.json());
    }
    if (report != null) {
      AtomicFile.write(report, figures.markdown());
    }
    return figures.isGood() ? 0 : 1;
  }

  private LoadRun.Plan plan() {
    List<String> mistakes = new ArrayList<>();
    if (seconds < 1 || warmUp < 0) {
      mistakes.add("--seconds should be at least 1, and --warm-up not less than 0");
    }
    if (logs < 1 || spans < 1 || connections < 1) {
      mistakes.add("--logs, --spans and --connections should be at least 1");
    }
    if (batch < LEAST_BATCH) {
      mistakes.add("--batch should be at least " + LEAST_BATCH + ", to have room for the faults");
    }
    Optional<Duration> pause = pause(every);
    if (pause.isEmpty()) {
      mistakes.add("--every should be a time such as 500ms or 2s");
    }
    int megabytes = Main.megabytes(heap);
    if (megabytes < LEAST_HEAP_MEGABYTES) {
      mistakes.add("--heap should be a size such as 512m or 1g, at least 64m");
    }
    if (!mistakes.isEmpty()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          String.join(System.lineSeparator(), mistakes));
    }
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + megabytes + "m"));
    jvm.addAll(options);
    return new LoadRun.Plan(
        new Traffic(logs, spans, batch, pause.orElseThrow(), Duration.ofSeconds(seconds), 0),
        Duration.ofSeconds(warmUp),
        connections,
        jvm);
  }

  private static Optional<Duration> pause(String text) {
    return text.matches("[1-9]\\d{0,6}ms")
        ? Optional.of(Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2))))
        : Manifest.duration(text);
  }
}
