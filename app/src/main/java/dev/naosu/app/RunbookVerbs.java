package dev.naosu.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.runtime.Component;
import dev.naosu.app.runtime.Equipment;
import dev.naosu.app.runtime.Known;
import dev.naosu.app.runtime.RunbookReader;
import dev.naosu.app.runtime.RunbookReader.Reading;
import dev.naosu.app.runtime.Runbooks;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Screen;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Runbook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu runbook …`.
final class RunbookVerbs {
  private RunbookVerbs() {}

  static CommandLine line(Io io, Map<String, String> environment, InstantSource clock) {
    return new CommandLine(new All())
        .addSubcommand(new Lint(io, environment))
        .addSubcommand(new ListAll(io, environment))
        .addSubcommand(new Show(io, environment))
        .addSubcommand(new Run(io, environment, clock));
  }

  /// Holds the others.
  @Command(
      name = "runbook",
      header = "Looks at runbooks: what a server does when what runs is unwell.",
      description = {
        "",
        "A runbook says when something is wrong, which evidence to collect, and which actions to try"
            + " one after the other. naosu brings some along; a directory of your own adds to them.",
        ""
      },
      sortOptions = false,
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands%n",
      footerHeading = "%nExamples%n",
      footer = {
        "  naosu runbook list                       which there are",
        "  naosu runbook list --vitals              what their conditions can speak of",
        "  naosu runbook show disk-low              to be copied and changed",
        "  naosu runbook lint runbooks/*.yml        every mistake with its line",
        "  naosu runbook run disk-low --target shop/logs --dry-run",
        "",
        "docs/runbooks.md says what a runbook may hold.",
        "Exit codes: 0 done, 1 mistakes in a runbook or refused, 2 mistake in the words or in the"
            + " configuration"
      })
  static final class All implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; naosu runbook --help lists them");
    }
  }

  /// What all of them have.
  @Command(sortOptions = false, usageHelpAutoWidth = true, mixinStandardHelpOptions = true)
  abstract static class Verb implements Callable<Integer>, Checked {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the server (default: ./naosu-server.yml, if it is there).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Writes one JSON object instead.")
    boolean json;

    final Io io;
    private final Map<String, String> environment;

    Verb(Io io, Map<String, String> environment) {
      this.io = io;
      this.environment = Map.copyOf(environment);
    }

    @Override
    public List<String> problems() {
      return read() instanceof ServerConfig.Reading.Bad(List<String> problems)
          ? problems
          : List.of();
    }

    private ServerConfig.Reading read() {
      Path file = config == null ? Path.of(ServerConfig.FILE) : config;
      Path data = file.toAbsolutePath().resolveSibling("data");
      return config == null && !Files.exists(file)
          ? new ServerConfig.Reading.Good(ServerConfig.usual(data))
          : ServerConfig.read(file, data, environment);
    }

    ServerConfig configuration() {
      return switch (read()) {
        case ServerConfig.Reading.Good(ServerConfig good) -> good;
        case ServerConfig.Reading.Bad(List<String> problems) ->
            throw new IllegalStateException("was read before: " + problems);
      };
    }

    static RunbookReader reader() {
      return new RunbookReader(Known.withoutCatalogue());
    }

    Runbooks.All runbooks() {
      ServerConfig read = configuration();
      return Runbooks.read(reader(), read.runbooks().directory(), read.runbooks().off());
    }

    /// @return the exit code
    int mistakes(List<String> mistakes) {
      if (json) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        mistakes.forEach(list::add);
        io.out().println(JsonNodeFactory.instance.objectNode().set("mistakes", list));
      } else {
        mistakes.forEach(each -> io.err().println(SafeText.line(each, 500)));
      }
      return mistakes.isEmpty() ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.NOT_HEALED;
    }
  }

  /// `naosu runbook lint`.
  @Command(name = "lint", header = "Tells every mistake in runbooks, with its line.")
  static final class Lint extends Verb {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Runbooks, in YAML.")
    private List<Path> files = List.of();

    Lint(Io io, Map<String, String> environment) {
      super(io, environment);
    }

    @Override
    public Integer call() {
      List<String> mistakes = new ArrayList<>();
      for (Path file : files) {
        try {
          if (reader().read(file.toString(), Files.readString(file))
              instanceof Reading.Bad(List<String> wrong)) {
            mistakes.addAll(wrong);
          }
        } catch (IOException e) {
          mistakes.add(file + ":1: cannot be read: " + e.getClass().getSimpleName());
        }
      }
      if (mistakes.isEmpty() && !json) {
        io.outScreen(true)
            .line(files.size() == 1 ? "no mistake" : files.size() + " runbooks, no mistake");
      }
      return mistakes(mistakes);
    }
  }

  /// `naosu runbook list`.
  @Command(name = "list", header = "Tells which runbooks there are, in the order they are tried.")
  static final class ListAll extends Verb {
    @Option(names = "--vitals", description = "What can be measured instead.")
    private boolean vitals;

    ListAll(Io io, Map<String, String> environment) {
      super(io, environment);
    }

    @Override
    public Integer call() {
      if (vitals) {
        return vitals();
      }
      Runbooks.All all = runbooks();
      if (!all.mistakes().isEmpty()) {
        return mistakes(all.mistakes());
      }
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      ArrayNode list = node.putArray("runbooks");
      Screen screen = io.outScreen(true);
      for (Runbooks.Entry each : all.entries()) {
        Runbook runbook = each.runbook();
        String kinds = String.join(", ", runbook.kinds());
        list.addObject()
            .put("name", runbook.name())
            .put("title", runbook.title())
            .put("for", kinds)
            .put("source", each.source());
        if (!json) {
          screen.line(
              String.format(
                  Locale.ROOT,
                  "%-28s %-44s %s%s",
                  runbook.name(),
                  SafeText.line(runbook.title(), 44),
                  kinds,
                  each.source().equals("built in") ? "" : "   " + SafeText.line(each.source())));
        }
      }
      if (json) {
        io.out().println(node);
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }

    private int vitals() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      ArrayNode list = node.putArray("vitals");
      Screen screen = io.outScreen(true);
      for (Vital each : Known.vitals()) {
        list.addObject()
            .put("name", each.name())
            .put("unit", each.unit())
            .put("meaning", each.meaning());
        if (!json) {
          screen.line(
              String.format(
                  Locale.ROOT, "%-22s %-5s %s", each.name(), each.unit(), each.meaning()));
        }
      }
      if (json) {
        io.out().println(node);
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu runbook show`.
  @Command(name = "show", header = "Writes a runbook as it is read.")
  static final class Show extends Verb {
    @Parameters(paramLabel = "NAME", description = "As naosu runbook list tells it.")
    private String name = "";

    Show(Io io, Map<String, String> environment) {
      super(io, environment);
    }

    @Override
    public Integer call() {
      Optional<Runbooks.Entry> found = entry(runbooks(), name);
      if (found.isEmpty()) {
        return mistakes(
            List.of("no runbook is called " + name + "; naosu runbook list tells which"));
      }
      if (json) {
        io.out()
            .println(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name)
                    .put("source", found.get().source())
                    .put("text", found.get().text()));
      } else {
        found.get().text().lines().forEach(each -> io.out().println(SafeText.line(each)));
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  private static Optional<Runbooks.Entry> entry(Runbooks.All all, String name) {
    return all.entries().stream().filter(each -> each.runbook().name().equals(name)).findFirst();
  }

  /// `naosu runbook run`.
  @Command(
      name = "run",
      header = "Measures a component now, and tells what each step of a runbook would do.")
  static final class Run extends Verb {
    @Parameters(paramLabel = "NAME", description = "As naosu runbook list tells it.")
    private String name = "";

    @Option(
        names = "--target",
        required = true,
        paramLabel = "SERVICE/COMPONENT[/INSTANCE]",
        description = "As the configuration calls it.")
    private String target = "";

    @Option(names = "--dry-run", description = "Changes nothing; needed.")
    private boolean dry;

    private final InstantSource clock;

    Run(Io io, Map<String, String> environment, InstantSource clock) {
      super(io, environment);
      this.clock = clock;
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      if (!dry) {
        problems.add(
            "without --dry-run only a server may act, which keeps to its rules and writes down what"
                + " it does: let naosu serve run, and approve what it asks for");
      }
      if (!target.matches("[\\w.:-]+/[\\w.:-]+(/[\\w.:-]+)?")) {
        problems.add("--target is written as shop/app or shop/app/2");
      }
      if (problems.isEmpty() && component().isEmpty()) {
        problems.add(
            "no component "
                + target
                + " is in the configuration; there are "
                + components().stream()
                    .map(each -> each.target().toString())
                    .collect(Collectors.joining(", ")));
      }
      return problems;
    }

    private List<Component> components() {
      return configuration().services().stream()
          .flatMap(each -> each.components().stream())
          .toList();
    }

    private Optional<Component> component() {
      return components().stream()
          .filter(each -> each.target().equals(target().whole()))
          .findFirst();
    }

    private Target target() {
      String[] parts = target.split("/", -1);
      return new Target(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
    }

    @Override
    public Integer call() throws InterruptedException {
      Optional<Runbooks.Entry> found = entry(runbooks(), name);
      if (found.isEmpty()) {
        return mistakes(
            List.of("no runbook is called " + name + "; naosu runbook list tells which"));
      }
      Runbook runbook = found.get().runbook();
      Component component = component().orElseThrow();
      // fleets are the server's: here only what is found by itself
      Equipment equipment =
          Equipment.of(
              components(), _ -> Collections.emptySortedMap(), ProcessSandbox.create(), clock);
      Vitals vitals = equipment.gauge().measure(target());
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("runbook", name);
      ArrayNode conditions = node.putArray("when");
      Screen screen = io.outScreen(true);
      say(screen, name + " for " + target() + ", now");
      for (Condition each : runbook.when()) {
        String value = value(vitals, each);
        String holds = each.holds(vitals).name().toLowerCase(Locale.ROOT);
        conditions.addObject().put("vital", each.vital()).put("value", value).put("holds", holds);
        say(screen, "  when   " + words(each) + ": " + holds + ", it is " + value);
      }
      runbook.evidence().forEach(each -> say(screen, "  first  evidence: " + each));
      ArrayNode steps = node.putArray("steps");
      for (Runbook.Step each : runbook.steps()) {
        String would = would(each, component, equipment.catalogue());
        steps.addObject().put("action", each.action()).put("would", would);
        say(screen, "  then   " + each.action() + ": " + SafeText.line(would, 300));
      }
      runbook.helped().forEach(each -> say(screen, "  until  " + words(each)));
      if (json) {
        io.out().println(node);
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }

    private void say(Screen screen, String text) {
      if (!json) {
        screen.line(text);
      }
    }

    private String would(Runbook.Step step, Component component, Catalogue catalogue)
        throws InterruptedException {
      Optional<Action> action = catalogue.find(step.action());
      if (action.isEmpty()) {
        return "the server knows";
      }
      Target on =
          step.component().isEmpty()
              ? target()
              : new Target(component.service(), step.component(), "");
      return switch (Arguments.read(action.get().traits().parameters(), step.arguments())) {
        case Arguments.Reading.Unfit(List<String> mistakes) -> String.join("; ", mistakes);
        case Arguments.Reading.Fit(Arguments arguments) ->
            switch (action
                .get()
                .look(new Order(step.action(), component.environment(), on, arguments))) {
              case Action.Outlook.Ready(var plan) -> plan.words();
              case Action.Outlook.Unfit(String why) -> "not now: " + why;
            };
      };
    }

    private static String value(Vitals vitals, Condition condition) {
      OptionalDouble value = vitals.of(condition.vital());
      return value.isPresent()
          ? String.format(Locale.ROOT, "%.1f", value.getAsDouble())
          : "unknown";
    }

    private static String words(Condition condition) {
      return condition.vital()
          + (condition.side() == Condition.Side.ABOVE ? " > " : " < ")
          + String.format(Locale.ROOT, "%.1f", condition.threshold())
          + (condition.lasting().isZero() ? "" : " for " + condition.lasting().toSeconds() + " s");
    }
  }
}
