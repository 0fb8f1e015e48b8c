package dev.naosu.bench;

import dev.naosu.bench.fleet.Killing;
import dev.naosu.bench.fleet.KillingReport;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.Temporary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Kills instances of a fleet under load.
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = {
      "Puts instances of a small service behind the gateway, asks them at a steady rate, kills one"
          + " of them with SIGKILL, and counts what is lost and how long it takes until it is out of"
          + " the route, and until there are as many instances as before."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every aim was met",
      "1:some aim was missed; the report says which",
      "2:the command line has mistakes",
      "3:something could not be started or measured"
    })
final class FleetCommand implements Callable<Integer> {
  private static final int SHORTEST = 4;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--instances", description = "Of the service; default ${DEFAULT-VALUE}.")
  private int instances = 3;

  @Option(names = "--rate", description = "Requests a second; default ${DEFAULT-VALUE}.")
  private int rate = 300;

  @Option(names = "--connections", description = "Of the client; default ${DEFAULT-VALUE}.")
  private int connections = 32;

  @Option(names = "--seconds", description = "Of each round; default ${DEFAULT-VALUE}.")
  private int seconds = 16;

  @Option(
      names = "--rounds",
      description = "An instance is killed in each; default ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (instances < 2 || rate < 1 || connections < 1 || seconds < SHORTEST || rounds < 1) {
      throw new ParameterException(
          known.commandLine(),
          "--rate, --connections and --rounds should be at least 1, --instances 2, --seconds "
              + SHORTEST);
    }
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    Killing.Plan plan =
        new Killing.Plan(instances, rate, connections, Duration.ofSeconds(seconds), rounds);
    KillingReport figures;
    try (Temporary temporary = Temporary.create()) {
      figures =
          new KillingReport(
              InstantSource.system().instant(),
              "naosu bench "
                  + String.join(" ", known.commandLine().getParseResult().originalArgs()),
              Machine.here(ProcessSandbox.create()),
              plan,
              new Killing(temporary.directory(), plan, progress::println).run());
    }
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
