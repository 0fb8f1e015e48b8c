package dev.naosu.bench;

import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Machine;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Settings;
import dev.naosu.bench.trial.Sha256;
import dev.naosu.bench.trial.Totals;
import dev.naosu.bench.trial.Trial;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    subcommands = {
      ReportCommand.class,
      LabelCommand.class,
      CalibrateCommand.class,
      ReplayCommand.class,
      LoghubCommand.class,
      NabCommand.class,
      IntakeCommand.class,
      CanaryCommand.class,
      GatewayCommand.class,
      FleetCommand.class,
      ScalingCommand.class,
      CompareCommand.class,
      Child.class
    },
    description = "Heals the bugs of a manifest, judges the repairs and reports.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every bug was tried",
      "2:the manifest or the command line has mistakes",
      "3:some bug could not be tried, or a file could not be written"
    })
public final class Main implements Callable<Integer> {
  private static final int SHOWN = 3;
  private static final int LEAST_HEAP_MEGABYTES = 64;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([mMgG])");

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--manifest", description = "The list of bugs, see README.md.")
  private @Nullable Path manifest;

  @Option(names = "--only", split = ",", description = "Ids of the bugs to try; default all.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--budget",
      description = "Time to search for one bug that names none itself; default ${DEFAULT-VALUE}.")
  private String budget = "60s";

  @Option(
      names = "--allowance",
      description =
          "Time a bug may take on top of its budget, to build, prove and judge, before it is killed;"
              + " default ${DEFAULT-VALUE}.")
  private String allowance = "15m";

  @Option(names = "--heap", description = "Heap of the engine; default ${DEFAULT-VALUE}.")
  private String heap = "1g";

  @Option(
      names = "--workers",
      description =
          "JVMs that try candidates of one bug; default the number of cores, shared by the bugs at the"
              + " same time.")
  private @Nullable Integer workers;

  @Option(names = "--parallel", description = "Bugs at the same time; default ${DEFAULT-VALUE}.")
  private int parallel = 1;

  @Option(
      names = "--json",
      description = "Write the report for programs there; a run can be resumed from it.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the report for people there, as Markdown.")
  private @Nullable Path report;

  @Option(names = "--html", description = "Write the report for people there, as one page.")
  private @Nullable Path html;

  @Option(
      names = "--resume",
      description = "Go on with the run in the --json file: try only the bugs it lacks.")
  private boolean resume;

  @Option(names = "--fresh", description = "Replace the run in the --json file.")
  private boolean fresh;

  @Option(names = "--keep", description = "Keep the buggy projects in this directory.")
  private @Nullable Path keep;

  private final List<String> arguments;
  private final InstantSource clock;

  private Main(List<String> arguments, InstantSource clock) {
    this.arguments = List.copyOf(arguments);
    this.clock = clock;
  }

  public static void main(String[] arguments) {
    System.exit(commandLine(List.of(arguments)).execute(arguments));
  }

  static CommandLine commandLine(List<String> arguments) {
    return new CommandLine(new Main(arguments, InstantSource.system()))
        .addSubcommand(new CausesCommand(arguments))
        .addSubcommand(new FaultsCommand(arguments))
        .setExecutionExceptionHandler(
            (e, line, _) -> {
              if (!(e instanceof IOException)) {
                throw e;
              }
              line.getErr().println("naosu bench: " + e.getMessage());
              return 3;
            });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (manifest == null) {
      throw mistake("--manifest FILE is missing; it lists the bugs, see bench/README.md");
    }
    Settings settings = settings(manifest);
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
          throw mistake("the manifest has no bug " + String.join(", ", unknown));
        }
        yield run(manifest, good.manifest(), settings, known.commandLine().getOut());
      }
    };
  }

  private Settings settings(Path manifest) throws IOException {
    List<String> mistakes = new ArrayList<>();
    Optional<Duration> search = Manifest.duration(budget);
    Optional<Duration> rest = Manifest.duration(allowance);
    int megabytes = megabytes(heap);
    if (search.isEmpty()) {
      mistakes.add("--budget should be a time such as 60s or 5m");
    }
    if (rest.isEmpty()) {
      mistakes.add("--allowance should be a time such as 60s or 5m");
    }
    if (megabytes < LEAST_HEAP_MEGABYTES) {
      mistakes.add("--heap should be a size such as 512m or 1g, at least 64m");
    }
    int each =
        workers == null
            ? Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, parallel))
            : workers;
    if (each < 1) {
      mistakes.add("--workers should be at least 1");
    }
    if (parallel < 1) {
      mistakes.add("--parallel should be at least 1");
    }
    if (resume && json == null) {
      mistakes.add("--resume needs --json FILE, the report of the run to go on with");
    }
    if (resume && fresh) {
      mistakes.add("give --resume or --fresh, not both");
    }
    if (!mistakes.isEmpty()) {
      throw mistake(String.join(System.lineSeparator(), mistakes));
    }
    return new Settings(
        Files.isRegularFile(manifest) ? Sha256.of(Texts.read(manifest)) : "",
        Program.hash(),
        search.orElseThrow(),
        each,
        SHOWN,
        parallel,
        megabytes,
        rest.orElseThrow());
  }

  /// Not positive when it is no size.
  static int megabytes(String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches()) {
      return -1;
    }
    int number = Integer.parseInt(matcher.group(1));
    return matcher.group(2).equalsIgnoreCase("g") ? number * 1024 : number;
  }

  private ParameterException mistake(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  private int run(Path file, Manifest read, Settings settings, PrintWriter out)
      throws IOException, InterruptedException {
    List<Bug> bugs =
        read.bugs().stream().filter(bug -> only.isEmpty() || only.contains(bug.id())).toList();
    ProcessSandbox sandbox = ProcessSandbox.create();
    Machine machine = Machine.here(sandbox);
    List<Trial> earlier = earlier(machine, settings);
    TrialProcess process = new TrialProcess(sandbox, file, settings, Optional.ofNullable(keep));
    Report whole =
        new Run(
                new Run.Plan(read, bugs, machine, command(), settings),
                earlier,
                process::run,
                new Reports(
                    Optional.ofNullable(json),
                    Optional.ofNullable(report),
                    Optional.ofNullable(html)),
                clock,
                out)
            .run();
    Totals totals = Totals.of(whole.trials());
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

  /// The trials to keep. A report is never lost by forgetting an option, and never holds trials of
  /// two kinds.
  private List<Trial> earlier(Machine machine, Settings settings) throws IOException {
    if (json == null || fresh || !Files.exists(json)) {
      return List.of();
    }
    if (!resume) {
      throw mistake(json + " is there already; --resume goes on with its run, --fresh replaces it");
    }
    Report before = JsonReport.read(json);
    List<String> differences = new ArrayList<>(before.settings().differences(settings));
    differences.addAll(before.machine().differences(machine));
    if (!differences.isEmpty()) {
      throw mistake(
          "the run in "
              + json
              + " cannot be resumed: "
              + String.join("; ", differences)
              + ". Run it as before, or give another --json FILE, or --fresh to replace it");
    }
    return before.trials();
  }

  private String command() {
    return "naosu bench " + String.join(" ", arguments);
  }
}
