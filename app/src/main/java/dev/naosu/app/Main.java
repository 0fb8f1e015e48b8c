package dev.naosu.app;

import dev.naosu.app.ServerVerbs.Verb;
import dev.naosu.app.models.Consultation;
import dev.naosu.app.serve.Workshop;
import dev.naosu.app.tell.TerminalReport;
import dev.naosu.cycle.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program.
@Command(
    name = "naosu",
    header = "Heals failing Java projects: finds the fault, proves the fix, shows the doubt.",
    description = "",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu heal                 the project in this directory",
      "  naosu heal ~/work/orders   another project; it is copied, not changed",
      "  naosu heal . --apply       write the proven fix into your files",
      "  naosu heal --help          everything heal can do",
      "  naosu doctor               is this machine fit to heal?",
      "  naosu replay OLD NEW …     do two builds answer the same?",
      "  naosu demo                 break a shop and watch it being healed",
      "  naosu serve                watch over services around the clock",
      "  naosu incidents            what a naosu server has seen and done",
      "  naosu prevent              what should be done before something breaks",
      "  naosu gateway --help       a reverse proxy that naosu can steer",
      "",
      "Exit codes",
      "  0  healed, or nothing to heal          2  mistake in the command line",
      "  1  not healed                          3  could not run      130  interrupted"
    })
public final class Main {
  private static final int FAULT_LINES = 30;

  private final Io io;
  private final Treatment.Source treatments;
  private final Doctor.Source doctors;
  private final InstantSource clock;
  private final Map<String, String> environment;

  Main(
      Io io,
      Treatment.Source treatments,
      Doctor.Source doctors,
      InstantSource clock,
      Map<String, String> environment) {
    this.io = io;
    this.treatments = treatments;
    this.doctors = doctors;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /// Runs the program and ends the JVM with its exit code.
  public static void main(String[] words) {
    Map<String, String> environment = System.getenv();
    Wiring wiring = new Wiring(environment);
    Io io = Io.ofThisProcess(environment);
    System.exit(new Main(io, wiring, wiring, InstantSource.system(), environment).run(words));
  }

  /// @return the exit code
  int run(String... words) {
    CommandLine line = commandLine(words.length == 0 ? "" : words[0]);
    return line.execute(words.length == 0 ? new String[] {"--help"} : words);
  }

  /// @param word the first of the command line
  private CommandLine commandLine(String word) {
    CommandLine line = new CommandLine(this);
    line.addSubcommand(new HealCommand(io, treatments, clock, environment));
    line.addSubcommand(new DoctorCommand(io, doctors, clock, environment));
    line.addSubcommand(new ReplayCommand(io, Wiring::twins));
    ServerVerb.House house = new ServerVerb.House(io, environment, clock);
    Stream.concat(servers().stream(), ServerVerbs.all().stream())
        .forEach(verb -> line.addSubcommand(verb.name(), verb.line(word, house)));
    line.setOut(new PrintWriter(io.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(io.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            io.outIsTerminal() && io.colour() ? Ansi.ON : Ansi.OFF));
    line.setExecutionStrategy(this::execute);
    line.setExecutionExceptionHandler((e, _, _) -> fault(e));
    line.setParameterExceptionHandler((e, _) -> usage(List.of(said(e)), e.getCommandLine()));
    prepare(line);
    return line;
  }

  /// The commands that are a server, or do on this machine what a server does.
  private List<Verb> servers() {
    return List.of(
        new Verb(
            "serve",
            "Watches over services around the clock: API, console and healing cycle.",
            _ ->
                new CommandLine(
                    new ServeCommand(
                        io,
                        sandboxing ->
                            (project, around) ->
                                workbench(treatments.sandboxed(sandboxing), project, around),
                        explaining()::first,
                        clock))),
        new Verb(
            "gateway",
            "Stands before a service and shares its requests out among versions.",
            _ -> new CommandLine(new GatewayCommand(io, clock))),
        new Verb(
            "publisher",
            "Holds the right to push, apart from what reads logs and asks models.",
            _ -> new CommandLine(new PublisherCommand(io, environment, clock))),
        new Verb(
            "lease-guard",
            // a server starts it; people need not know
            "",
            _ -> new CommandLine(new LeaseGuardCommand(io, clock))),
        new Verb(
            "demo",
            "Breaks a small shop on this machine and heals it before your eyes.",
            _ -> new CommandLine(new DemoCommand(io, this::workbench, clock))),
        new Verb(
            "people",
            "Looks at the ways to the people that a server tells.",
            _ ->
                new CommandLine(new PeopleCommand.People())
                    .addSubcommand(new PeopleCommand(io, environment, clock))),
        new Verb(
            "prevent",
            "Tells what should be done before something breaks, and when.",
            _ -> new CommandLine(new PreventCommand(io, environment, clock))),
        new Verb(
            "fleet",
            "Deploys versions of a service on this machine, and shares requests out.",
            _ -> FleetVerbs.line(io, clock)),
        new Verb(
            "chaos",
            "Disturbs a service on purpose, and looks whether it bears it.",
            _ -> ChaosVerbs.line(io, environment, clock)),
        new Verb("drill", "Proves that an action can be put back.", DrillVerbs::line),
        new Verb(
            "runbook",
            "Looks at runbooks: what a server does when what runs is unwell.",
            _ -> RunbookVerbs.line(io, environment, clock)));
  }

  private Consultation explaining() {
    return Consultation.usual(environment, Optional.empty(), clock);
  }

  private Workshop.Bench workbench(Path project, UnaryOperator<Ports> around) throws IOException {
    return workbench(treatments, project, around);
  }

  private static Workshop.Bench workbench(
      Treatment.Source source, Path project, UnaryOperator<Ports> around) throws IOException {
    Treatment treatment =
        source
            .around(around)
            .open(project, new Treatment.BuildCommands(Optional.empty(), Optional.empty()));
    return new Workshop.Bench(treatment.healer(), treatment.originals(), treatment::close);
  }

  private static void prepare(CommandLine line) {
    line.getCommandSpec().versionProvider(() -> new String[] {"naosu " + Version.text()});
    line.getCommandSpec().parser().collectErrors(true);
    line.getSubcommands().values().forEach(Main::prepare);
  }

  /// Tells every mistake at once before anything is done.
  private int execute(ParseResult parsed) {
    ParseResult last = parsed;
    List<String> problems = new ArrayList<>(errors(parsed));
    boolean helps = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
    while (last.hasSubcommand()) {
      last = last.subcommand();
      problems.addAll(errors(last));
      helps |= last.isUsageHelpRequested() || last.isVersionHelpRequested();
    }
    CommandLine line = last.commandSpec().commandLine();
    if (!helps && line.getCommand() instanceof Checked checked) {
      problems.addAll(checked.problems());
    }
    if (!problems.isEmpty()) {
      return usage(problems.stream().distinct().toList(), line);
    }
    if (!helps && last == parsed) {
      return usage(List.of("a command is missing; naosu --help lists them"), line);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /// What should never happen: told with what helps to mend it, and never taken for a verdict.
  private int fault(Exception e) {
    io.err().println("naosu: a fault of naosu itself; nothing of your project was changed.");
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    io.err().print(TerminalReport.cleaned(trace.toString(), FAULT_LINES));
    io.err().println("  Please report these lines and what you did.");
    return ExitCode.COULD_NOT_RUN;
  }

  private static List<String> errors(ParseResult parsed) {
    return parsed.errors().stream().map(Main::said).toList();
  }

  private static String said(Exception e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String words = String.join(" ", unmatched.getUnmatched());
      List<String> near = unmatched.getSuggestions();
      return near.isEmpty()
          ? "unknown: " + words + "; leave it out"
          : "unknown: " + words + "; did you mean " + String.join(" or ", near) + "?";
    }
    if (e instanceof MissingParameterException) {
      return lowerCase(e) + "; add its value";
    }
    return lowerCase(e);
  }

  private static String lowerCase(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(0, Math.min(1, message.length())).toLowerCase(java.util.Locale.ROOT)
        + message.substring(Math.min(1, message.length()));
  }

  private int usage(List<String> problems, CommandLine line) {
    io.err()
        .println(
            problems.size() == 1
                ? "naosu: a mistake in the command line"
                : "naosu: " + problems.size() + " mistakes in the command line");
    problems.forEach(problem -> io.err().println("  " + problem));
    io.err().println("Help: " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }
}
