package dev.naosu.bench;

import dev.naosu.bench.proxy.Contest;
import dev.naosu.bench.proxy.ContestReport;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.Temporary;
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

/// Measures the gateway beside nginx.
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = {
      "Puts nginx and naosu's gateway before the same service, one after the other, and measures how"
          + " many requests each passes on and how long they take at half of nginx's rate.",
      "naosu has to be built, and nginx and wrk to be installed: apt-get install nginx-light wrk"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every aim was met",
      "1:some aim was missed; the report says which",
      "2:the command line has mistakes",
      "3:something could not be started or measured"
    })
final class GatewayCommand implements Callable<Integer> {
  private static final int CANNOT = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--seconds", description = "Of each measurement; default ${DEFAULT-VALUE}.")
  private int seconds = 20;

  @Option(names = "--warm-up", description = "Seconds before them; default ${DEFAULT-VALUE}.")
  private int warmUp = 20;

  @Option(names = "--rounds", description = "Of all measurements; default ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(names = "--connections", description = "Of wrk; default ${DEFAULT-VALUE}.")
  private int connections = 64;

  @Option(names = "--bytes", description = "Of an answer; default ${DEFAULT-VALUE}.")
  private int bytes = 1024;

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "An option of the gateway's JVM, instead of the usual ones; repeatable.")
  private List<String> jvm = new ArrayList<>();

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (seconds < 1 || warmUp < 1 || rounds < 1 || connections < 2 || bytes < 1) {
      throw new ParameterException(
          known.commandLine(),
          "--seconds, --warm-up, --rounds and --bytes should be at least 1, --connections 2");
    }
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    ProcessSandbox sandbox = ProcessSandbox.create();
    Optional<String> missing = Contest.missing(sandbox);
    if (missing.isPresent()) {
      progress.println(missing.get());
      return CANNOT;
    }
    Contest.Plan plan =
        new Contest.Plan(
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            rounds,
            connections,
            bytes,
            jvm.isEmpty() ? List.of("-XX:+UseSerialGC", "-Xmx512m") : jvm);
    ContestReport figures;
    try (Temporary temporary = Temporary.create()) {
      figures =
          new ContestReport(
              InstantSource.system().instant(),
              "naosu bench "
                  + String.join(" ", known.commandLine().getParseResult().originalArgs()),
              Machine.here(sandbox),
              new Contest(
                      Path.of(System.getProperty("naosu.home", "")).toAbsolutePath(),
                      temporary.directory(),
                      plan,
                      sandbox,
                      progress::println)
                  .run());
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
