package dev.naosu.bench;

import dev.naosu.bench.detect.DetectReport;
import dev.naosu.bench.detect.Loghub;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures the log templates.
@Command(
    name = "loghub",
    mixinStandardHelpOptions = true,
    description = {
      "Learns the log templates of 14 systems and compares them with those that people gave.",
      "The data is not part of naosu: check out github.com/logpai/loghub-2.0."
    })
final class LoghubCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      required = true,
      description = "The checkout, or its directory 2k_dataset.")
  private Path data = Path.of("");

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    List<Path> systems = Files.isDirectory(data) ? Loghub.systems(data) : List.of();
    if (systems.isEmpty()) {
      throw new IOException(
          "there are no files *_2k.log_structured_corrected.csv under "
              + data
              + "; --data should be a checkout of github.com/logpai/loghub-2.0");
    }
    List<Loghub.Row> rows = new ArrayList<>();
    for (Path system : systems) {
      rows.add(Loghub.measure(system));
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(DetectReport.table(rows));
    out.flush();
    DetectReport figures =
        new DetectReport(
            InstantSource.system().instant(),
            "naosu bench loghub",
            Machine.here(ProcessSandbox.create()));
    if (json != null) {
      AtomicFile.write(json, figures.json(rows));
    }
    if (report != null) {
      AtomicFile.write(report, figures.markdown(rows));
    }
    return 0;
  }
}
