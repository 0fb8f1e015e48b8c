package dev.naosu.bench;

import dev.naosu.bench.canary.CanaryReport;
import dev.naosu.bench.canary.CanaryRun;
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

/// Measures how often and how soon a canary rolls back.
@Command(
    name = "canary",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates new versions of services beside the old ones, some no worse and some worse, and"
          + " counts which of them are rolled back, and when.",
      "Needs nothing but some minutes to compute. The same seed gives the same figures."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every aim was met",
      "1:some aim was missed; the report says which",
      "2:the command line has mistakes"
    })
final class CanaryCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--same",
      description = "Canaries of versions that are no worse; default ${DEFAULT-VALUE}.")
  private int same = 1_000;

  @Option(
      names = "--worse",
      description = "Canaries of each kind of worse version; default ${DEFAULT-VALUE}.")
  private int worse = 200;

  @Option(names = "--seed", description = "Of everything; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (same < 1 || worse < 1) {
      throw new ParameterException(known.commandLine(), "--same and --worse should be at least 1");
    }
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    CanaryReport figures =
        new CanaryReport(
            InstantSource.system().instant(),
            "naosu bench " + String.join(" ", known.commandLine().getParseResult().originalArgs()),
            Machine.here(ProcessSandbox.create()),
            new CanaryRun(same, worse, seed).run(progress::println));
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
}
