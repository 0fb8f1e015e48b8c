package dev.naosu.bench;

import dev.naosu.bench.fleet.FollowedLoad;
import dev.naosu.bench.fleet.FollowedReport;
import dev.naosu.bench.fleet.LoadTrace;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.bench.trial.Sha256;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Replays recorded load before the loop that scales.
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    description = {
      "Replays the most restless hours of recorded load before the loop that scales a fleet, and"
          + " counts how often it changes its mind, and for how many requests there were too few"
          + " instances.",
      "A trace is a text file with the requests of each second between spaces, such as those of"
          + " https://github.com/reconfigurable-ml-pipeline/web-service-datasets (the web server of"
          + " the Kennedy Space Center in 1995, messages of Twitter in August 2021): tar -xjf"
          + " workload.tbz2."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did not flap",
      "1:it did; the report says when",
      "2:the command line has mistakes",
      "3:a trace could not be read, or a file could not be written"
    })
final class ScalingCommand implements Callable<Integer> {
  private static final ScalingRules RULES =
      new ScalingRules(
          2,
          8,
          2,
          List.of(Measure.cpu(new Band(20, 80)), Measure.underWay(new Band(5, 50))),
          Duration.ofSeconds(30),
          Duration.ofMinutes(3),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  /// That the busiest minute of a trace takes, and how busy they are then.
  private static final double BUSIEST = 6 * 0.75;

  private static final Duration STARTING = Duration.ofSeconds(15);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "TRACE", description = "Files of recorded load.")
  private List<Path> traces = List.of();

  @Option(
      names = "--hours",
      description = "Of each trace, the most restless first; default ${DEFAULT-VALUE}.")
  private int hours = 100;

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (hours < 1) {
      throw new ParameterException(known.commandLine(), "--hours should be at least 1");
    }
    PrintWriter out = known.commandLine().getOut();
    PrintWriter progress = known.commandLine().getErr();
    List<FollowedReport.Followed> followed = new ArrayList<>();
    for (Path file : traces) {
      if (!Files.isRegularFile(file)) {
        throw new ParameterException(known.commandLine(), file + " is no file");
      }
      progress.println("replaying " + file);
      followed.add(followed(file));
    }
    FollowedReport figures =
        new FollowedReport(
            InstantSource.system().instant(),
            "naosu bench " + String.join(" ", known.commandLine().getParseResult().originalArgs()),
            Machine.here(ProcessSandbox.create()),
            followed);
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

  private FollowedReport.Followed followed(Path file) throws IOException, InterruptedException {
    LoadTrace trace = LoadTrace.read(file);
    double capacity = trace.peak() / BUSIEST;
    FollowedLoad load = new FollowedLoad(trace, RULES, new FollowedLoad.Model(capacity, STARTING));
    List<FollowedLoad.Hour> replayed = new ArrayList<>();
    for (int begin : trace.restless(hours)) {
      replayed.add(load.hour(begin));
    }
    return new FollowedReport.Followed(
        String.valueOf(file.getFileName()),
        Sha256.of(Files.readString(file)),
        trace.hours(),
        capacity,
        replayed);
  }
}
