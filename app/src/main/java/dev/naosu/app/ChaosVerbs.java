package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.chaos.ChaosSection;
import dev.naosu.app.chaos.KeptTrials;
import dev.naosu.app.chaos.MonkeyDiary;
import dev.naosu.app.chaos.TrialJson;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.tell.ChaosReport;
import dev.naosu.app.tell.SafeText;
import dev.naosu.cycle.chaos.Experimenter;
import dev.naosu.cycle.chaos.Leave;
import dev.naosu.cycle.chaos.Monkey;
import dev.naosu.cycle.chaos.MonkeyHunt;
import dev.naosu.faults.ExperimentReader;
import dev.naosu.faults.FaultProxy;
import dev.naosu.faults.Leftovers;
import dev.naosu.faults.PlaceGauge;
import dev.naosu.faults.ProcessInjector;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.repair.runbook.Parameter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu chaos` and its commands, which work on this machine.
final class ChaosVerbs {
  private ChaosVerbs() {}

  static CommandLine line(Io io, Map<String, String> environment, InstantSource clock) {
    CommandLine line = new CommandLine(new All());
    House house = new House(io, environment, clock);
    List.of(
            new Lint(house),
            new Run(house),
            new Latest(house),
            new Report(house),
            new Faults(house),
            new Proxy(house),
            new Restore(house),
            new MonkeyCommand(house))
        .forEach(line::addSubcommand);
    return line;
  }

  /// What the commands need of their process.
  record House(Io io, Map<String, String> environment, InstantSource clock) {
    House {
      environment = Map.copyOf(environment);
    }
  }

  /// The word without a command.
  @Command(
      name = "chaos",
      description = {
        "",
        "Disturbs what runs, on purpose and for a while, and looks whether it bears it. Everything"
            + " is put back, whatever happens to this command.",
        ""
      },
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands%n",
      footerHeading = "%nExamples%n",
      footer = {
        "  naosu chaos faults                             what can be done",
        "  naosu chaos lint experiments/*.yml",
        "  naosu chaos run --dry-run one-instance.yml     what would be done; nothing is touched",
        "  naosu chaos run one-instance.yml",
        "",
        "docs/chaos.md says how an experiment is written.",
        "Exit codes: 0 it held, 1 it did not or was not begun, 2 mistake in the words or in the"
            + " file, 3 could not run or could not tell, 130 interrupted"
      })
  static final class All implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; naosu chaos --help lists them");
    }
  }

  /// What all of them have.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  abstract static class Verb implements Callable<Integer>, Checked {
    @Option(names = "--json", description = "Write one JSON object to standard output.")
    boolean json;

    @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
    private boolean noColor;

    final House house;

    Verb(House house) {
      this.house = house;
    }

    Io io() {
      return house.io();
    }

    ChaosReport report() {
      return new ChaosReport(json ? io().errScreen(!noColor) : io().outScreen(!noColor));
    }

    void write(JsonNode node) {
      try {
        io().out()
            .println(
                new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(node));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree of texts can be written", e);
      }
    }

    int failed(IOException e) {
      io().err().println("naosu: " + SafeText.line(String.valueOf(e.getMessage())));
      return ExitCode.COULD_NOT_RUN;
    }

    @Override
    public List<String> problems() {
      return List.of();
    }
  }

  /// Those that need the configuration of this machine.
  abstract static class Configured extends Verb {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the server (default: ./naosu-server.yml, if there).")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept.")
    private @Nullable Path data;

    Configured(House house) {
      super(house);
    }

    private Path file() {
      return config == null ? Path.of(ServerConfig.FILE) : config;
    }

    private ServerConfig.Reading read() {
      if (config == null && !Files.exists(file())) {
        return new ServerConfig.Reading.Good(
            ServerConfig.usual(data == null ? ServeCommand.usualData() : data));
      }
      ServerConfig.Reading reading =
          ServerConfig.read(file(), ServeCommand.usualData(), house.environment());
      return reading instanceof ServerConfig.Reading.Good(ServerConfig good)
          ? good.but(
              Optional.empty(), Optional.ofNullable(data), Optional.empty(), Optional.empty())
          : reading;
    }

    ServerConfig config() {
      return switch (read()) {
        case ServerConfig.Reading.Good(ServerConfig good) -> good;
        case ServerConfig.Reading.Bad(List<String> problems) ->
            throw new IllegalStateException("told before: " + problems);
      };
    }

    ChaosSection section() throws IOException {
      ChaosSection own = Files.exists(file()) ? ChaosSection.of(file()) : ChaosSection.USUAL;
      return own.with(config().runtime().rules().guarded());
    }

    Path place() {
      return config().data().resolve("chaos");
    }

    Path notes() {
      return place().resolve("acting");
    }

    KeptTrials trials() {
      return new KeptTrials(place().resolve("trials"));
    }

    void putBackLeftovers() throws IOException {
      for (String each : new Leftovers(notes()).putBack()) {
        report().good(each);
      }
    }

    @Override
    public List<String> problems() {
      return read() instanceof ServerConfig.Reading.Bad(List<String> problems)
          ? problems
          : List.of();
    }
  }

  /// Whom to ask whether there is trouble already.
  static final class Asking {
    @Option(
        names = "--server",
        paramLabel = "URL",
        description =
            "The naosu to ask whether there is an open incident; also by NAOSU_SERVER (default: "
                + ServerAddress.USUAL
                + "). Its token comes by NAOSU_TOKEN.")
    private @Nullable String server;

    @Option(
        names = "--no-server",
        description = "Ask none: I have looked, and nobody has trouble now.")
    private boolean noServer;

    List<String> problems(House house) {
      return noServer ? List.of() : address(house).problems();
    }

    private ServerAddress address(House house) {
      return ServerAddress.of(server, null, house.environment());
    }

    Leave leave(House house) {
      return noServer ? Leave.free() : new Outage(address(house).remote());
    }
  }

  /// `naosu chaos lint`.
  @Command(name = "lint", header = "Looks whether experiments are written well; touches nothing.")
  static final class Lint extends Verb {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Experiments, in YAML.")
    private List<Path> files = new ArrayList<>();

    Lint(House house) {
      super(house);
    }

    @Override
    public Integer call() {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("schema", "naosu/chaos-lint/1");
      ArrayNode all = root.putArray("files");
      boolean good = true;
      for (Path file : files) {
        ObjectNode node = all.addObject().put("file", file.toString());
        ArrayNode problems = node.putArray("problems");
        switch (ExperimentReader.read(file)) {
          case ExperimentReader.Reading.Good(Experiment experiment) ->
              report()
                  .good(
                      file
                          + "  "
                          + experiment.title()
                          + "; "
                          + experiment.faults().stream()
                              .map(each -> each.kind().word())
                              .collect(Collectors.joining(", ")));
          case ExperimentReader.Reading.Bad(List<String> wrong) -> {
            good = false;
            wrong.forEach(problems::add);
            wrong.forEach(report()::bad);
          }
        }
      }
      if (json) {
        write(root);
      }
      return good ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.USAGE;
    }
  }

  /// `naosu chaos run`.
  @Command(
      name = "run",
      header = "Makes an experiment, and puts everything back.",
      description = {
        "",
        "Looks whether the steady state holds, does what the method says, looks all the time, and"
            + " ends everything at once when it does not hold for longer than the experiment"
            + " tolerates. Ctrl-C ends it too.",
        ""
      })
  static final class Run extends Configured {
    @Parameters(index = "0", paramLabel = "FILE", description = "The experiment, in YAML.")
    private @Nullable Path file;

    @Option(names = "--dry-run", description = "Only say what would be done, and look once.")
    private boolean dryRun;

    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "A directory below which a disk may be filled; may be repeated.")
    private List<Path> roots = new ArrayList<>();

    @Option(names = "--seed", description = "Of what is left to chance (default: the clock).")
    private @Nullable Long seed;

    @Mixin private Asking asking = new Asking();

    Run(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      problems.addAll(asking.problems(house));
      if (file != null
          && ExperimentReader.read(file) instanceof ExperimentReader.Reading.Bad(var wrong)) {
        problems.addAll(wrong);
      }
      return problems;
    }

    @Override
    public Integer call() {
      if (file == null
          || !(ExperimentReader.read(file)
              instanceof ExperimentReader.Reading.Good(Experiment experiment))) {
        return ExitCode.USAGE;
      }
      ServerConfig config = config();
      Interruption interruption = Interruption.guard(io(), () -> "everything was put back");
      try (FleetStaff staff = new FleetStaff(config, house.clock());
          PlaceGauge gauge = new PlaceGauge(experiment.places(), staff, house.clock())) {
        if (!dryRun) {
          putBackLeftovers();
        }
        List<Path> allowed = new ArrayList<>(section().roots());
        roots.forEach(each -> allowed.add(each.toAbsolutePath().normalize()));
        Random random = new Random(seed == null ? house.clock().millis() : seed);
        Experimenter experimenter =
            new Experimenter(
                gauge,
                new ProcessInjector(
                    experiment.places(),
                    staff,
                    ProcessInjector.Settings.here(notes(), allowed),
                    house.clock(),
                    random::nextInt),
                Leave.all(List.of(section().shield(), asking.leave(house))),
                house.clock(),
                Thread::sleep,
                told());
        report().begin(experiment.name(), experiment.title());
        return dryRun ? rehearsed(experimenter, experiment) : made(experimenter, experiment);
      } catch (IOException e) {
        return failed(e);
      } catch (InterruptedException _) {
        return ExitCode.INTERRUPTED;
      } finally {
        interruption.close();
      }
    }

    private int rehearsed(Experimenter experimenter, Experiment experiment)
        throws InterruptedException {
      Experimenter.Rehearsal rehearsal = experimenter.rehearse(experiment);
      rehearsal.steps().forEach(each -> report().line("  would do: " + each));
      rehearsal.steady().broken().forEach(report()::bad);
      rehearsal.obstacles().forEach(report()::bad);
      boolean possible = rehearsal.obstacles().isEmpty() && rehearsal.steady().broken().isEmpty();
      report()
          .line(
              possible
                  ? "It could be made now; nothing was touched."
                  : "It could not be made now.");
      if (json) {
        write(TrialJson.of(experiment, rehearsal, Version.text()));
      }
      return possible ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.NOT_HEALED;
    }

    private int made(Experimenter experimenter, Experiment experiment) throws IOException {
      Trial trial = experimenter.make(experiment);
      // what was interrupted is written down all the same
      boolean interrupted = Thread.interrupted();
      String id = KeptTrials.id(trial.began(), experiment.name());
      ObjectNode node = TrialJson.of(trial, id, Version.text());
      trials().keep(id, node);
      report().trial(node);
      if (json) {
        write(node);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return switch (trial.verdict()) {
        case HELD -> ExitCode.HEALED_OR_NOTHING_TO_HEAL;
        case DEVIATED, NOT_RECOVERED, NOT_BEGUN, STUCK -> ExitCode.NOT_HEALED;
        case COULD_NOT_TELL -> ExitCode.COULD_NOT_RUN;
        case INTERRUPTED -> ExitCode.INTERRUPTED;
      };
    }

    private Experimenter.Audience told() {
      return new Experimenter.Audience() {
        private List<String> before = List.of();

        @Override
        public void step(String words) {
          report().step(words);
        }

        @Override
        public void look(Trial.Look look) {
          if (!look.broken().equals(before)) {
            look.broken().forEach(report()::bad);
            if (look.broken().isEmpty()) {
              report().good("steady again");
            }
            before = look.broken();
          }
        }
      };
    }
  }

  /// `naosu chaos list`.
  @Command(name = "list", header = "Lists experiments that were made here, the latest first.")
  static final class Latest extends Configured {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "20",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    Latest(House house) {
      super(house);
    }

    @Override
    public Integer call() {
      try {
        List<JsonNode> all = trials().latest(Math.max(1, limit));
        if (json) {
          ObjectNode root = JsonNodeFactory.instance.objectNode();
          root.put("schema", "naosu/chaos-list/1");
          ArrayNode list = root.putArray("trials");
          for (JsonNode each : all) {
            ObjectNode brief = list.addObject();
            for (String key : List.of("id", "experiment", "service", "began", "verdict", "words")) {
              brief.set(key, each.path(key));
            }
          }
          write(root);
        } else {
          report().list(all);
        }
        return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      } catch (IOException e) {
        return failed(e);
      }
    }
  }

  /// `naosu chaos report`.
  @Command(name = "report", header = "Shows what came of an experiment.")
  static final class Report extends Configured {
    @Parameters(index = "0", paramLabel = "ID", description = "As naosu chaos list shows it.")
    private String id = "";

    Report(House house) {
      super(house);
    }

    @Override
    public Integer call() {
      try {
        Optional<JsonNode> trial = trials().find(id);
        if (trial.isEmpty()) {
          io().err().println("naosu: there is no trial " + id + "; naosu chaos list shows them");
          return ExitCode.NOT_HEALED;
        }
        if (json) {
          write(trial.get());
        } else {
          report()
              .begin(trial.get().path("experiment").asText(), trial.get().path("title").asText());
          report().trial(trial.get());
        }
        return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      } catch (IOException e) {
        return failed(e);
      }
    }
  }

  /// `naosu chaos faults`.
  @Command(name = "faults", header = "Lists everything that can be done, with its parameters.")
  static final class Faults extends Verb {
    Faults(House house) {
      super(house);
    }

    @Override
    public Integer call() {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("schema", "naosu/chaos-faults/1");
      ArrayNode all = root.putArray("faults");
      for (FaultKind kind : FaultKind.values()) {
        ObjectNode node = all.addObject();
        node.put("fault", kind.word());
        node.put("at", kind.reach().name().toLowerCase(Locale.ROOT));
        node.put("meaning", kind.meaning());
        ArrayNode parameters = node.putArray("parameters");
        report()
            .line(
                String.format(
                    Locale.ROOT,
                    "%-10s %-10s %s",
                    kind.word(),
                    kind.reach().name().toLowerCase(Locale.ROOT),
                    kind.meaning()));
        for (Parameter each : kind.parameters()) {
          parameters
              .addObject()
              .put("name", each.name())
              .put("type", each.type().name())
              .put("meaning", each.meaning())
              .put("usual", each.usual().orElse(""));
          report()
              .step(
                  String.format(
                      Locale.ROOT,
                      "%-20s %-12s %s%s",
                      "",
                      each.name(),
                      each.meaning(),
                      each.usual().map(usual -> "; " + usual + " if not said").orElse("")));
        }
      }
      if (json) {
        write(root);
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu chaos proxy`.
  @Command(
      name = "proxy",
      header = "Passes connections on, so that experiments can disturb them.",
      description = {
        "",
        "Stands before a service for good, and does nothing to what passes until an experiment"
            + " orders it in its directory. Ends at Ctrl-C or SIGTERM.",
        ""
      })
  static final class Proxy extends Verb {
    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        required = true,
        description = "Where connections are taken, such as 127.0.0.1:9101.")
    private String listen = "";

    @Option(
        names = "--to",
        paramLabel = "HOST:PORT",
        required = true,
        description = "Where they are passed on to.")
    private String to = "";

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        required = true,
        description = "Where it takes orders; an experiment names it as {proxy: DIR}.")
    private @Nullable Path directory;

    Proxy(House house) {
      super(house);
    }

    private static Optional<InetSocketAddress> address(String text) {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      boolean good = colon > 0 && port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
      return good
          ? Optional.of(new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port)))
          : Optional.empty();
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (!listen.isEmpty() && address(listen).isEmpty()) {
        problems.add("--listen " + listen + " is no address; write it as 127.0.0.1:9101");
      }
      if (!to.isEmpty() && address(to).isEmpty()) {
        problems.add("--to " + to + " is no address; write it as 127.0.0.1:9001");
      }
      return problems;
    }

    @Override
    public Integer call() {
      if (directory == null) {
        return ExitCode.USAGE;
      }
      Interruption interruption = Interruption.guard(io(), () -> "the proxy has ended");
      try (FaultProxy proxy =
          FaultProxy.open(
              address(listen).orElseThrow(),
              address(to).orElseThrow(),
              directory.toAbsolutePath().normalize(),
              () -> house.clock().millis())) {
        report().good("port " + proxy.port() + " passes on to " + to + "; Ctrl-C ends it");
        new CountDownLatch(1).await();
        return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      } catch (IOException e) {
        return failed(e);
      } catch (InterruptedException _) {
        return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      } finally {
        interruption.close();
      }
    }
  }

  /// `naosu chaos restore`.
  @Command(name = "restore", header = "Puts back what faults have left that were killed.")
  static final class Restore extends Configured {
    Restore(House house) {
      super(house);
    }

    @Override
    public Integer call() {
      try {
        putBackLeftovers();
        Map<String, String> acting = new Leftovers(notes()).acting();
        acting.values().forEach(each -> report().line("  still acts, and is held: " + each));
        report().line(acting.isEmpty() ? "Nothing acts." : "They end by themselves.");
        if (json) {
          ObjectNode root = JsonNodeFactory.instance.objectNode();
          root.put("schema", "naosu/chaos-restore/1");
          ArrayNode list = root.putArray("acting");
          acting.values().forEach(list::add);
          write(root);
        }
        return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      } catch (IOException e) {
        return failed(e);
      }
    }
  }

  /// `naosu chaos monkey`.
  @Command(
      name = "monkey",
      header = "Kills an instance of a group now and then, within working hours.",
      description = {
        "",
        "At most one a day and group, as chaos: {monkey: ...} in naosu-server.yml says, never while"
            + " there is an open incident, and leashed unless you unleash it there: it only says what"
            + " it would do. It stops for good when a group does not recover.",
        ""
      })
  static final class MonkeyCommand extends Configured {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final long SEED = 17;

    @Option(names = "--once", description = "Look once, and end.")
    private boolean once;

    @Option(names = "--release", description = "Go on after a group that did not recover.")
    private boolean release;

    @Option(names = "--plan", description = "Only say when its turns are, for two weeks.")
    private boolean plan;

    @Mixin private Asking asking = new Asking();

    MonkeyCommand(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      problems.addAll(asking.problems(house));
      if (problems.isEmpty()) {
        try {
          if (section().monkey().isEmpty()) {
            problems.add("there is no monkey in naosu-server.yml; docs/chaos.md shows the section");
          }
        } catch (IOException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
      return problems;
    }

    @Override
    public Integer call() {
      Interruption interruption = Interruption.guard(io(), () -> "everything was put back");
      MonkeyDiary diary = new MonkeyDiary(place().resolve("monkey.json"));
      try {
        ChaosSection.Troop troop = section().monkey().orElseThrow();
        if (release) {
          report().good(diary.release() == 0 ? "nothing held it" : "it goes on");
          return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
        }
        Monkey monkey = new Monkey(troop.habits(), SEED);
        if (plan) {
          planned(monkey, troop);
          return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
        }
        return hunted(monkey, troop, diary);
      } catch (IOException e) {
        return failed(e);
      } catch (InterruptedException _) {
        return ExitCode.INTERRUPTED;
      } finally {
        interruption.close();
      }
    }

    private void planned(Monkey monkey, ChaosSection.Troop troop) {
      var today = house.clock().instant().atZone(troop.habits().zone()).toLocalDate();
      for (int day = 0; day < 14; day++) {
        for (String group : troop.groups()) {
          monkey
              .due(group, today.plusDays(day))
              .ifPresent(
                  at -> report().line("  " + at.toLocalDateTime().withNano(0) + "  " + group));
        }
      }
    }

    private int hunted(Monkey monkey, ChaosSection.Troop troop, MonkeyDiary diary)
        throws IOException, InterruptedException {
      putBackLeftovers();
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.put("schema", "naosu/chaos-monkey/1");
      ArrayNode turns = root.putArray("turns");
      do {
        for (String group : troop.groups()) {
          Monkey.Turn turn = monkey.turn(group, house.clock().instant(), diary.deeds());
          ObjectNode node = turns.addObject().put("group", group);
          switch (turn) {
            case Monkey.Turn.Leave(String why) -> {
              node.put("left", why);
              if (once) {
                report().line("  " + group + ": " + why);
              }
            }
            case Monkey.Turn.Kill() -> {
              Monkey.Deed deed = struck(group, troop);
              diary.add(deed);
              node.put("words", deed.words()).put("leashed", deed.leashed());
              report().line("  " + group + ": " + deed.words());
            }
          }
        }
        if (!once) {
          turns.removeAll();
          Thread.sleep(LOOK);
        }
      } while (!once);
      if (json) {
        write(root);
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }

    private Monkey.Deed struck(String group, ChaosSection.Troop troop) throws IOException {
      Experiment experiment = MonkeyHunt.experiment(group);
      try (FleetStaff staff = new FleetStaff(config(), house.clock());
          PlaceGauge gauge = new PlaceGauge(experiment.places(), staff, house.clock())) {
        Experimenter experimenter =
            new Experimenter(
                gauge,
                new ProcessInjector(
                    experiment.places(),
                    staff,
                    ProcessInjector.Settings.here(notes(), List.of()),
                    house.clock(),
                    new Random(house.clock().millis())::nextInt),
                Leave.all(List.of(section().shield(), asking.leave(house))),
                house.clock(),
                Thread::sleep,
                Experimenter.Audience.NOBODY);
        return MonkeyHunt.deed(
            group, troop.habits().leashed(), experiment, experimenter, house.clock());
      }
    }
  }
}
