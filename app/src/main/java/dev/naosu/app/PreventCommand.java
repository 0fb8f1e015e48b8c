package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.prevent.LibraryProof;
import dev.naosu.app.prevent.MemoryCases;
import dev.naosu.app.prevent.PreventionJson;
import dev.naosu.app.tell.PreventReport;
import dev.naosu.app.tell.SafeText;
import dev.naosu.build.Libraries;
import dev.naosu.build.LibraryVersions;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Updating.Offer;
import dev.naosu.cycle.upkeep.Upkeep;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.git.GitDelivery;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.DatabaseUnavailable;
import dev.naosu.postgres.DatabaseWear;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.upkeep.Appraiser;
import dev.naosu.repair.upkeep.Appraiser.Finding;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Window;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.action.Road;
import dev.naosu.wear.Certificates;
import dev.naosu.wear.Disks;
import dev.naosu.wear.LogDirectories;
import dev.naosu.wear.ReadingFile;
import dev.naosu.wear.SystemPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu prevent`.
@Command(
    name = "prevent",
    header = "Tells what should be done before something breaks, and when.",
    description = {
      "",
      "Looks at disks, logs, certificates, the libraries of a project, a PostgreSQL and the updates of"
          + " the operating system, and changes none of them. What was measured is remembered, so that"
          + " the next look can tell where it leads: a date as an interval that holds four times out"
          + " of five, or that nobody can tell yet. Looking once an hour (cron) is a good pace.",
      "",
      "  list            what is needed, the most urgent first (also without a word)",
      "  plan            the same with dates in your maintenance windows",
      "  explain NEED    one of them: why, how sure, how it is met",
      "  run NEED        meets it now; a newer library is built and tested in a copy, then",
      "                  delivered as a branch. What runs is changed only by a server (--server)",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu prevent                                     this machine: disks and updates",
      "  naosu prevent list --project . --disk /var/log    a project, and a disk",
      "  naosu prevent list --logs /var/log/shop --certificate shop.example:443",
      "  naosu prevent list --database \"jdbc:postgresql://localhost/orders?user=ada\"",
      "  naosu prevent plan --window \"Sat,Sun 02:00-05:00 Europe/Berlin\" --project .",
      "  naosu prevent run dependency-org.slf4j-slf4j-api --project .",
      "  naosu prevent plan --server http://naosu.example:8420      what a server plans",
      "",
      "A password of a database is better in ~/.pgpass than in the address: others see arguments.",
      "docs/prevention.md says how the dates are made, and how a server does what is planned.",
      "",
      "Exit codes",
      "  0  nothing is needed soon, or the need was met    2  mistake in the command line",
      "  1  something is needed within a week, or the need was not met    3  could not run"
    })
final class PreventCommand implements Callable<Integer>, Checked {
  private static final List<String> VERBS = List.of("list", "plan", "explain", "run");
  private static final Duration LOOKING_BACK = Duration.ofDays(365);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERB",
      description = "list, plan, explain or run (default: list).")
  private String verb = "list";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEED",
      description = "Name of a need, as list tells it.")
  private String need = "";

  @Option(
      names = "--disk",
      paramLabel = "PATH",
      description = "Its file system; repeat for more (default: / where nothing else is named).")
  private List<Path> disks = new ArrayList<>();

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "Log files below it; repeat for more.")
  private List<Path> logs = new ArrayList<>();

  @Option(
      names = "--certificate",
      paramLabel = "HOST:PORT|FILE",
      description = "A server's, or a file in PEM or DER; repeat for more.")
  private List<String> certificates = new ArrayList<>();

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "Libraries that the project's pom.xml files name.")
  private @Nullable Path project;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "A PostgreSQL, as JDBC names it; only read.")
  private @Nullable String database;

  @Option(
      names = "--packages",
      description = "Updates of the operating system (default where nothing else is named).")
  private boolean packages;

  @Option(
      names = "--window",
      paramLabel = "TIMES",
      description =
          "When things may be changed, such as \"Sat 02:00-05:00 Europe/Berlin\" or \"daily"
              + " 01:00-03:00\"; repeat for more.")
  private List<String> windows = new ArrayList<>();

  @Option(
      names = "--repository",
      paramLabel = "URL",
      description = "Where versions of libraries are looked up (default: ${DEFAULT-VALUE}).")
  private String repository = LibraryVersions.InRepository.CENTRAL;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "What was measured before (default: in ~/.local/state/naosu).")
  private @Nullable Path history;

  @Option(names = "--quiet", description = "Do not tell the steps.")
  private boolean quiet;

  @Mixin private ServerArguments server = new ServerArguments();

  private final Io io;
  private final Map<String, String> environment;
  private final InstantSource clock;

  PreventCommand(Io io, Map<String, String> environment, InstantSource clock) {
    this.io = io;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!VERBS.contains(verb)) {
      problems.add(verb + " is no verb; say " + String.join(", ", VERBS));
    }
    boolean isAboutOne = verb.equals("explain") || verb.equals("run");
    if (isAboutOne && need.isEmpty()) {
      problems.add("the name of a need is missing; naosu prevent list tells them");
    }
    if (!isAboutOne && !need.isEmpty()) {
      problems.add(need + " is too much; naosu prevent explain " + need + " tells of one need");
    }
    for (String each : windows) {
      if (Window.parse(each, ZoneId.systemDefault()).isEmpty()) {
        problems.add(
            "--window "
                + each
                + " is no time of the week; write it as \"Sat,Sun 02:00-05:00 Europe/Berlin\"");
      }
    }
    if (project != null && !Files.isDirectory(project)) {
      problems.add("--project " + project + " is not a directory");
    }
    if (!repository.matches("https?://[^\\s?#]+")) {
      problems.add("--repository " + repository + " is no address; write it as https://…");
    }
    if (database != null) {
      try {
        DatabaseAddress.parse(database);
      } catch (DatabaseUnavailable e) {
        problems.add("--database: " + e.getMessage());
      }
    }
    if (isRemote()) {
      problems.addAll(server.address(environment).problems());
    }
    return problems;
  }

  @Override
  public Integer call() {
    try {
      return isRemote() ? remote() : local();
    } catch (InterruptedException | CancellationException _) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    } catch (UncheckedIOException e) {
      io.err().println("naosu: " + e.getMessage() + "; name another file with --history");
      return ExitCode.COULD_NOT_RUN;
    }
  }

  private boolean isRemote() {
    return server.server != null;
  }

  private int remote() throws InterruptedException {
    Remote remote = server.address(environment).remote();
    Reply reply =
        verb.equals("run")
            ? remote.post(
                "/api/v1/prevention/run", JsonNodeFactory.instance.objectNode().put("need", need))
            : remote.get("/api/v1/prevention");
    return switch (reply) {
      case Reply.Good(JsonNode json) -> verb.equals("run") ? ran(json) : told(json);
      case Reply.Bad(int status, JsonNode problem) -> {
        if (server.json) {
          io.out().println(written(problem));
        } else {
          io.err()
              .println(
                  "naosu: "
                      + SafeText.line(problem.path("detail").asText(), 500)
                      + " "
                      + SafeText.line(problem.path("remedy").asText(), 500));
        }
        yield status == 404 || status == 409 ? ExitCode.NOT_HEALED : ExitCode.COULD_NOT_RUN;
      }
    };
  }

  private int local() throws InterruptedException {
    Upkeep upkeep = upkeep();
    step("looks, and changes nothing");
    List<Finding> findings = upkeep.look();
    if (verb.equals("run")) {
      Optional<Case> ran = upkeep.run(need);
      if (ran.isEmpty()) {
        return unknown();
      }
      return ran(PreventionJson.need(ran.get(), Optional.empty()));
    }
    Schedule schedule = upkeep.plan();
    return told(
        PreventionJson.of(
            new PreventionJson.Told(
                upkeep.cases().open(),
                upkeep.cases().over(clock.instant().minus(LOOKING_BACK)),
                schedule,
                findings,
                upkeep.windows(),
                Optional.of(clock.instant()))));
  }

  private int told(JsonNode told) {
    if (verb.equals("explain")) {
      for (JsonNode each : told.path("needs")) {
        if (each.path("name").asText().equals(need)) {
          show(each, PreventReport::explain);
          return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
        }
      }
      return unknown();
    }
    show(told, verb.equals("plan") ? PreventReport::plan : PreventReport::list);
    for (JsonNode each : told.path("needs")) {
      boolean isSoon = List.of("now", "soon").contains(each.path("urgency").asText());
      if (isSoon || each.path("late").asBoolean()) {
        return ExitCode.NOT_HEALED;
      }
    }
    return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
  }

  private int ran(JsonNode ran) {
    show(ran, PreventReport::ran);
    return List.of("done", "asked").contains(ran.path("state").asText())
            && !ran.path("means").path("kind").asText().equals("person")
        ? ExitCode.HEALED_OR_NOTHING_TO_HEAL
        : ExitCode.NOT_HEALED;
  }

  private int unknown() {
    io.err().println("naosu: no need is called " + need + "; naosu prevent list tells them");
    return ExitCode.NOT_HEALED;
  }

  /// Tells an object in one of two ways.
  private interface Telling {
    void tell(PreventReport report, JsonNode node);
  }

  private void show(JsonNode node, Telling telling) {
    if (server.json) {
      io.out().println(written(node));
    } else {
      telling.tell(report(false), node);
    }
  }

  private PreventReport report(boolean steps) {
    return new PreventReport(
        steps ? io.errScreen(!server.noColor) : io.outScreen(!server.noColor),
        ZoneId.systemDefault());
  }

  private void step(String text) {
    if (!quiet && !server.json) {
      report(true).begin(text);
    }
  }

  private Upkeep upkeep() {
    Road nobody =
        proposal ->
            new Road.Outcome.Refused(
                "what runs is changed only by a server, which knows its rules: naosu prevent run "
                    + need
                    + " --server URL. What it would do to "
                    + proposal.order().target()
                    + ": "
                    + proposal.order().action(),
                "no server",
                false);
    return new Upkeep(
        sources(),
        new ReadingFile(history()),
        new MemoryCases(),
        Appraiser.usual(),
        new Upkeep.Ways(new Catalogue(List.of()), nobody, this::offer, _ -> "production"),
        windows.stream()
            .flatMap(each -> Window.parse(each, ZoneId.systemDefault()).stream())
            .toList(),
        clock);
  }

  private List<Sighting.Source> sources() {
    boolean nothing =
        disks.isEmpty()
            && logs.isEmpty()
            && certificates.isEmpty()
            && project == null
            && database == null
            && !packages;
    ProcessSandbox sandbox = ProcessSandbox.create();
    List<Sighting.Source> sources = new ArrayList<>();
    List<Path> looked = nothing ? List.of(Path.of("/")) : disks;
    sources.add(new Disks(looked.stream().map(PreventCommand::place).toList()));
    sources.add(new LogDirectories(logs.stream().map(PreventCommand::place).toList()));
    sources.add(new Certificates(certificates.stream().map(Certificates.Place::of).toList()));
    if (nothing || packages) {
      sources.add(SystemPackages.ofThisMachine(sandbox));
    }
    if (project != null) {
      Path root = project.toAbsolutePath().normalize();
      HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(10))
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      sources.add(
          new Libraries(
              root,
              root.toString(),
              new LibraryVersions.InRepository(client, repository.replaceFirst("/+$", "")),
              Endings.known()));
    }
    if (database != null) {
      DatabaseAddress address = DatabaseAddress.parse(database);
      sources.add(
          new DatabaseWear(
              address.toString().replaceFirst(".*/", ""),
              address,
              Optional.empty(),
              Endings.known()));
    }
    return sources;
  }

  private static Disks.Place place(Path path) {
    return new Disks.Place(
        path.toAbsolutePath().normalize(), Optional.empty(), OptionalLong.empty());
  }

  private Offer offer(Means.Update update) {
    Path root = Path.of(update.project());
    step("builds and tests " + update.library() + " " + update.to() + " in a copy of " + root);
    try {
      return switch (new LibraryProof(ProcessSandbox.create(), Version.text())
          .prove(root, update)) {
        case LibraryProof.Verdict.Refused(String why) -> new Offer.Refused(why);
        case LibraryProof.Verdict.Proven proven ->
            switch (new GitDelivery(root)
                .commit(proven.change(), proven.message(), branch(update))) {
              case Delivered.Committed(String branch, String commit) ->
                  new Offer.Offered(
                      "branch " + branch + ", commit " + commit + ": " + proven.words());
              case Delivered.Refused(String why, String remedy) ->
                  new Offer.Refused(why + ". " + remedy);
              case Delivered.Applied _ ->
                  throw new IllegalStateException("a branch was asked for, not changed files");
            };
      };
    } catch (IOException e) {
      return new Offer.Refused("it could not be tried: " + e.getMessage());
    }
  }

  private static String branch(Means.Update update) {
    return "auto-update/" + update.library().replaceAll("[^\\w.-]", "-") + "-" + update.to();
  }

  private Path history() {
    if (history != null) {
      return history;
    }
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    Path all =
        given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(given);
    return all.resolve("naosu").resolve("readings.tsv");
  }

  private static String written(JsonNode json) {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }
}
