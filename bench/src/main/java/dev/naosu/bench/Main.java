package dev.naosu.bench;

import dev.naosu.bench.Trial.Result;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Tries naosu on the bugs of a manifest.
@Command(
    name = "naosu bench",
    mixinStandardHelpOptions = true,
    description = "Heals the bugs of a manifest, judges the repairs and reports.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every bug was tried",
      "2:the manifest or the command line has mistakes",
      "3:some bug could not be tried"
    })
final class Main implements Callable<Integer> {
  private static final int SHOWN = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--manifest", required = true, description = "The list of bugs, see README.md.")
  private Path manifest = Path.of("");

  @Option(names = "--only", split = ",", description = "Ids of the bugs to try; default all.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--budget",
      description = "Time to search for one bug that names none itself; default ${DEFAULT-VALUE}.")
  private String budget = "60s";

  @Option(names = "--workers", description = "JVMs that try candidates; default ${DEFAULT-VALUE}.")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Write the report for programs there.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the report for people there, as Markdown.")
  private @Nullable Path report;

  @Option(names = "--keep", description = "Keep the buggy projects in this directory.")
  private @Nullable Path keep;

  private final List<String> arguments;
  private final InstantSource clock;

  private Main(List<String> arguments, InstantSource clock) {
    this.arguments = List.copyOf(arguments);
    this.clock = clock;
  }

  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Main(List.of(arguments), InstantSource.system())).execute(arguments);
    System.exit(code);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = java.util.Objects.requireNonNull(spec);
    PrintWriter out = known.commandLine().getOut();
    Duration time =
        Manifest.duration(budget)
            .orElseThrow(() -> mistake(known, "--budget should be a time such as 60s or 5m"));
    if (workers < 1) {
      throw mistake(known, "--workers should be at least 1");
    }
    return switch (Manifest.read(manifest)) {
      case Manifest.Reading.Bad bad -> {
        bad.problems().forEach(known.commandLine().getErr()::println);
        yield 2;
      }
      case Manifest.Reading.Good good -> {
        List<String> unknown =
            only.stream()
                .filter(id -> good.manifest().bugs().stream().noneMatch(b -> b.id().equals(id)))
                .toList();
        if (!unknown.isEmpty()) {
          throw mistake(known, "the manifest has no bug " + String.join(", ", unknown));
        }
        yield run(good.manifest(), time, out);
      }
    };
  }

  private static ParameterException mistake(CommandSpec spec, String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private int run(Manifest read, Duration time, PrintWriter out)
      throws IOException, InterruptedException {
    List<Bug> bugs =
        read.bugs().stream().filter(bug -> only.isEmpty() || only.contains(bug.id())).toList();
    ProcessSandbox sandbox = ProcessSandbox.create();
    Machine machine = Machine.here(sandbox);
    Trials trials =
        new Trials(
            sandbox,
            new HealerSource(sandbox),
            new Trials.Settings(time, workers, SHOWN, Optional.ofNullable(keep)));
    List<Trial> done = new ArrayList<>();
    for (Bug bug : bugs) {
      Trial trial = trials.run(bug);
      done.add(trial);
      out.println(line(done.size(), bugs.size(), trial));
      out.flush();
      // after each, so that what was found survives an interruption
      write(new Report(read.name(), machine, command(), clock.instant(), done));
    }
    Totals totals = Totals.of(done);
    out.printf(
        Locale.ROOT,
        "%d bugs: %d plausible, %d correct at first, %d correct at all, %d could not run%n",
        totals.bugs(),
        totals.plausible(),
        totals.correctFirst(),
        totals.correctAny(),
        totals.bugs() - totals.ran());
    out.flush();
    return totals.ran() == totals.bugs() ? 0 : 3;
  }

  private void write(Report found) throws IOException {
    if (json != null) {
      Files.writeString(json, JsonReport.of(found));
    }
    if (report != null) {
      Files.writeString(report, MarkdownReport.of(found));
    }
  }

  private String command() {
    return "naosu bench " + String.join(" ", arguments);
  }

  private static String line(int number, int of, Trial trial) {
    String what =
        switch (trial.result()) {
          case Result.CouldNotRun not -> "could not run: " + not.why();
          case Result.Ran ran when ran.repairs().isEmpty() -> "not fixed: " + ran.why();
          case Result.Ran ran ->
              MarkdownReport.word(trial.first())
                  + (trial.best() == trial.first()
                      ? ""
                      : " (among the first "
                          + SHOWN
                          + ": "
                          + MarkdownReport.word(trial.best())
                          + ")")
                  + ", "
                  + ran.repairs().getFirst().operator()
                  + ", "
                  + ran.repairs().getFirst().judgement().how();
        };
    return String.format(
        Locale.ROOT,
        "%3d/%d %-32s %6.1f s  %s",
        number,
        of,
        trial.id(),
        trial.took().toMillis() / 1000.0,
        what.lines().findFirst().orElse(""));
  }
}
