package dev.naosu.bench;

import dev.naosu.bench.detect.DetectReport;
import dev.naosu.bench.detect.NabRun;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures the detection of metric anomalies.
@Command(
    name = "nab",
    mixinStandardHelpOptions = true,
    description = {
      "Watches the metrics of the Numenta Anomaly Benchmark and scores the alarms as it does.",
      "The data is not part of naosu: check out github.com/numenta/NAB."
    })
final class NabCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      required = true,
      description = "The checkout.")
  private Path data = Path.of("");

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Only series with this in their names, such as realTweets.")
  private String only = "";

  @Option(
      names = "--splits",
      description = "Random halvings for the scores held out; default ${DEFAULT-VALUE}.")
  private int splits = 16;

  @Option(names = "--seed", description = "Of the halvings; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Write the scores there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the scores there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (splits < 1) {
      throw new ParameterException(known.commandLine(), "--splits should be at least 1");
    }
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    NabRun.Result result = new NabRun(data, only, splits, seed, progress::println).run();
    out.print(DetectReport.table(result));
    out.flush();
    DetectReport scores =
        new DetectReport(
            InstantSource.system().instant(),
            "naosu bench nab --splits %d --seed %d%s"
                .formatted(splits, seed, only.isEmpty() ? "" : " --only " + only),
            Machine.here(ProcessSandbox.create()));
    if (json != null) {
      AtomicFile.write(json, scores.json(result));
    }
    if (report != null) {
      AtomicFile.write(report, scores.markdown(result, splits));
    }
    return 0;
  }
}
