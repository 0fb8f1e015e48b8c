package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.serve.Fleets;
import dev.naosu.app.serve.Gateways;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.serve.ServiceFleet;
import dev.naosu.app.tell.FleetReport;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu fleet` and its commands, which work on this machine's configuration and need no server.
final class FleetVerbs {
  private FleetVerbs() {}

  static CommandLine line(Io io, InstantSource clock) {
    CommandLine line = new CommandLine(new All());
    List.of(
            new Status(io, clock),
            new Start(io, clock),
            new Share(io, clock),
            new Retire(io, clock),
            new Deploy(io, clock),
            new Scale(io, clock),
            new Restart(io, clock),
            new Aside(io, clock),
            new Back(io, clock),
            new Stop(io, clock))
        .forEach(line::addSubcommand);
    return line;
  }

  /// The word without a command.
  @Command(
      name = "fleet",
      description = {
        "",
        "Starts versions of a service beside each other, shares requests out among them, and ends"
            + " them after what is under way. What runs goes on when this command ends.",
        ""
      },
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands%n",
      footerHeading = "%nExamples%n",
      footer = {
        "  naosu fleet status",
        "  naosu fleet deploy main                  start beside, share all, retire the old one",
        "  naosu fleet start 4f2c1a9                only start it; it gets no requests yet",
        "  naosu fleet share 9b1d003=95 4f2c1a9=5   in percent",
        "  naosu fleet retire 9b1d003",
        "  naosu fleet scale 4                      instances of the version with the largest share",
        "  naosu fleet restart 2                    one instance, after what is under way",
        "  naosu fleet aside 2                      out of the route; back puts it back",
        "",
        "A service needs a section fleet: in naosu-server.yml; docs/fleet.md says what it may"
            + " hold.",
        "Exit codes: 0 done, 1 not done as things stand, 2 mistake in the words or in the file, 3"
            + " could not run"
      })
  static final class All implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; naosu fleet --help lists them");
    }
  }

  /// What all of them have.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  abstract static class Verb implements Callable<Integer>, Checked {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the server (default: ./naosu-server.yml).")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept.")
    private @Nullable Path data;

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description = "Which service; may be left out where only one has a fleet.")
    private @Nullable String service;

    @Option(names = "--json", description = "Write one JSON object to standard output.")
    private boolean json;

    @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
    private boolean noColor;

    private final Io io;
    private final InstantSource clock;

    Verb(Io io, InstantSource clock) {
      this.io = io;
      this.clock = clock;
    }

    Instant now() {
      return clock.instant();
    }

    /// @return the exit code
    abstract int run(ServiceFleet fleet, FleetReport report)
        throws IOException, InterruptedException;

    /// What is wrong with the words, beyond the usual.
    List<String> mistakes() {
      return List.of();
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(mistakes());
      switch (read()) {
        case ServerConfig.Reading.Bad(List<String> wrong) -> problems.addAll(wrong);
        case ServerConfig.Reading.Good(ServerConfig good) -> {
          List<String> names = names(good);
          if (names.isEmpty()) {
            problems.add("no service has a fleet; add `fleet: {kind: local}` to it");
          } else if (service == null && names.size() > 1) {
            problems.add("name the service: --service " + String.join(" or ", names));
          } else if (service != null && !names.contains(service)) {
            problems.add(service + " has no fleet; those that have: " + String.join(", ", names));
          }
        }
      }
      return problems;
    }

    private static List<String> names(ServerConfig config) {
      return config.services().stream()
          .filter(each -> each.fleet().isPresent())
          .map(ServerConfig.Service::name)
          .toList();
    }

    private ServerConfig.Reading read() {
      Path file = config == null ? Path.of(ServerConfig.FILE) : config;
      if (!Files.exists(file)) {
        return new ServerConfig.Reading.Bad(
            List.of("there is no " + file + "; name it with --config FILE"));
      }
      ServerConfig.Reading reading =
          ServerConfig.read(file, ServeCommand.usualData(), System.getenv());
      return reading instanceof ServerConfig.Reading.Good(ServerConfig good)
          ? good.but(
              Optional.empty(), Optional.ofNullable(data), Optional.empty(), Optional.empty())
          : reading;
    }

    @Override
    public Integer call() {
      if (!(read() instanceof ServerConfig.Reading.Good(ServerConfig good))) {
        return ExitCode.USAGE;
      }
      String name = service == null ? names(good).getFirst() : service;
      ServerConfig.Service chosen =
          good.services().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow();
      FleetReport report =
          new FleetReport(json ? io.errScreen(!noColor) : io.outScreen(!noColor), name);
      try (Gateways gateways = new Gateways(good.services(), good.data(), Gateways.ownCommand());
          ServiceFleet fleet =
              new Fleets(good.data(), gateways, good.sources().prometheus(), clock)
                  .open(chosen, Fleets.Use.ONCE)
                  .orElseThrow()) {
        int code = run(fleet, report);
        if (json) {
          io.out().println(written(fleet, code));
        }
        return code;
      } catch (IOException e) {
        new FleetReport(io.errScreen(!noColor), name).problem(String.valueOf(e.getMessage()));
        return ExitCode.NOT_HEALED;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return ExitCode.INTERRUPTED;
      }
    }

    private static String written(ServiceFleet fleet, int code) throws IOException {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      ObjectNode root = mapper.createObjectNode();
      root.put("schema", "naosu/fleet/1");
      root.put("service", fleet.name());
      root.put("done", code == ExitCode.HEALED_OR_NOTHING_TO_HEAL);
      Standing standing = fleet.fleet().standing();
      List<Roster.Instance> instances = fleet.roster().instances();
      ArrayNode versions = root.putArray("versions");
      for (Version version : versions(standing, instances)) {
        ObjectNode node = versions.addObject();
        node.put("version", version.name());
        node.put("started", standing.running().contains(version));
        node.put("share", standing.split().map(split -> split.of(version)).orElse(0.0));
        ArrayNode list = node.putArray("instances");
        for (Roster.Instance each : instances) {
          if (each.version().equals(version)) {
            ObjectNode one = list.addObject();
            one.put("name", each.name());
            one.put("condition", each.condition().name().toLowerCase(Locale.ROOT));
            one.put("where", each.where());
            one.put("note", each.note());
          }
        }
      }
      ArrayNode happened = root.putArray("happened");
      for (Roster.Happening each : fleet.roster().happened()) {
        happened.addObject().put("at", each.at().toString()).put("what", each.what());
      }
      try {
        return mapper.writeValueAsString(root);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree of texts can be written", e);
      }
    }

    /// A version by its name, or by a beginning of the name of one that runs.
    static Version running(ServiceFleet fleet, String words) throws IOException {
      Set<Version> known = versions(fleet.fleet().standing(), fleet.roster().instances());
      List<Version> meant =
          known.stream()
              .filter(each -> each.name().equals(words))
              .findFirst()
              .map(List::of)
              .orElseGet(
                  () -> known.stream().filter(each -> each.name().startsWith(words)).toList());
      if (meant.size() != 1) {
        throw new IOException(
            meant.isEmpty()
                ? "no version that runs is called "
                    + words
                    + (known.isEmpty()
                        ? "; none runs"
                        : "; these run: "
                            + known.stream()
                                .map(FleetReport::brief)
                                .collect(Collectors.joining(", ")))
                : "several versions begin with " + words + "; write more of the name");
      }
      return meant.getFirst();
    }
  }

  static Set<Version> versions(Standing standing, List<Roster.Instance> instances) {
    Set<Version> versions = new TreeSet<>(standing.running());
    instances.forEach(each -> versions.add(each.version()));
    standing.split().ifPresent(split -> versions.addAll(split.shares().keySet()));
    return versions;
  }

  /// `naosu fleet status`.
  @Command(name = "status", header = "Shows versions, their shares, and their instances.")
  static final class Status extends Verb {
    Status(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException {
      Standing standing = fleet.fleet().standing();
      List<Roster.Instance> instances = fleet.roster().instances();
      report.status(versions(standing, instances), standing, instances);
      report.happened(fleet.roster().happened(), now());
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// A command about one version.
  abstract static class AboutOne extends Verb {
    @Parameters(
        index = "0",
        paramLabel = "VERSION",
        description = "A commit or a part of its name, a tag, or a branch.")
    String version = "";

    AboutOne(Io io, InstantSource clock) {
      super(io, clock);
    }

    static boolean isStarted(ServiceFleet fleet, Version version, FleetReport report)
        throws IOException, InterruptedException {
      report.begin("builds and starts " + FleetReport.brief(version));
      return switch (fleet.fleet().start(version)) {
        case Started.Well() -> {
          report.done(FleetReport.brief(version) + " runs and is well");
          yield true;
        }
        case Started.Unwell(String why, String output) -> {
          report.unwell(FleetReport.brief(version), why, output);
          yield false;
        }
      };
    }
  }

  /// `naosu fleet start`.
  @Command(
      name = "start",
      header = "Builds and starts a version beside those that run; it gets no requests yet.")
  static final class Start extends AboutOne {
    Start(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      return isStarted(fleet, fleet.naming().version(version), report)
          ? ExitCode.HEALED_OR_NOTHING_TO_HEAL
          : ExitCode.NOT_HEALED;
    }
  }

  /// `naosu fleet share`.
  @Command(name = "share", header = "Shares the requests out among versions that run.")
  static final class Share extends Verb {
    @Parameters(
        arity = "1..*",
        paramLabel = "VERSION=PERCENT",
        description = "Together 100, such as 9b1d003=95 4f2c1a9=5.")
    private List<String> shares = new ArrayList<>();

    Share(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    List<String> mistakes() {
      List<String> mistakes = new ArrayList<>();
      double sum = 0;
      for (String each : shares) {
        if (each.matches("[\\w.-]+=\\d{1,3}(\\.\\d{1,6})?%?")) {
          sum += percent(each);
        } else {
          mistakes.add(each + " is no share; write it as 4f2c1a9=5, in percent");
        }
      }
      if (mistakes.isEmpty() && !shares.isEmpty() && Math.abs(sum - 100) > 1e-6) {
        mistakes.add(
            "the shares are together "
                + String.format(Locale.ROOT, "%.6g", sum)
                + " percent; they must be 100");
      }
      return mistakes;
    }

    private static double percent(String share) {
      return Double.parseDouble(share.substring(share.indexOf('=') + 1).replace("%", ""));
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException {
      Map<Version, Double> split = new HashMap<>();
      for (String each : shares) {
        split.merge(
            running(fleet, each.substring(0, each.indexOf('='))), percent(each) / 100, Double::sum);
      }
      Split shared = new Split(new TreeMap<>(split));
      fleet.fleet().share(shared);
      report.done("requests are shared out: " + FleetReport.shares(shared));
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu fleet retire`.
  @Command(
      name = "retire",
      header = "Ends the instances of a version that gets no requests any more.")
  static final class Retire extends AboutOne {
    Retire(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version meant = running(fleet, version);
      report.begin("waits for requests that are under way at " + FleetReport.brief(meant));
      fleet.fleet().retire(meant);
      report.done(FleetReport.brief(meant) + " has ended");
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu fleet deploy`.
  @Command(
      name = "deploy",
      header = "Starts a version, gives it all requests, and retires the others.",
      description = {
        "",
        "Nothing changes for the users when it does not build or does not get well.",
        ""
      })
  static final class Deploy extends AboutOne {
    Deploy(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version fresh = fleet.naming().version(version);
      Fleet running = fleet.fleet();
      Set<Version> others = new TreeSet<>(running.standing().running());
      others.remove(fresh);
      if (!isStarted(fleet, fresh, report)) {
        return ExitCode.NOT_HEALED;
      }
      running.share(Split.all(fresh));
      report.done("all requests go to " + FleetReport.brief(fresh));
      for (Version old : others) {
        running.retire(old);
        report.done(FleetReport.brief(old) + " has ended");
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// The version with the largest share.
  private static Version main(ServiceFleet fleet) throws IOException {
    return fleet.fleet().standing().split().stream()
        .flatMap(split -> split.shares().entrySet().stream())
        .filter(each -> each.getValue() > 0)
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(
            () -> new IOException("nothing gets requests; start it with naosu fleet deploy"));
  }

  /// `naosu fleet scale`.
  @Command(
      name = "scale",
      header = "Gives a version more instances, or fewer.",
      description = {
        "",
        "New ones get requests once they are warm; those that leave end what is under way.",
        ""
      })
  static final class Scale extends Verb {
    private static final int MOST = 100;

    @Parameters(index = "0", paramLabel = "NUMBER", description = "Of instances, 1 to 100.")
    private int instances;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "One that runs (default: the one with the largest share).")
    private @Nullable String version;

    Scale(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    List<String> mistakes() {
      return instances >= 1 && instances <= MOST
          ? List.of()
          : List.of("a version has from 1 to " + MOST + " instances");
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version meant = version == null ? main(fleet) : running(fleet, version);
      report.begin(
          FleetReport.brief(meant)
              + ": "
              + instances
              + " instances instead of "
              + fleet.staff().wanted(meant));
      return told(
          fleet.staff().scale(meant, instances),
          FleetReport.brief(meant) + " has " + instances + " instances",
          report);
    }
  }

  private static int told(Started started, String done, FleetReport report) {
    return switch (started) {
      case Started.Well() -> {
        report.done(done);
        yield ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      }
      case Started.Unwell(String why, String output) -> {
        report.problem(why);
        output.lines().forEach(report::said);
        yield ExitCode.NOT_HEALED;
      }
    };
  }

  /// A command about one instance.
  abstract static class AboutInstance extends Verb {
    @Parameters(
        index = "0",
        paramLabel = "INSTANCE",
        description = "Its name, as naosu fleet status shows it.")
    String instance = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "One that runs (default: the one with the largest share).")
    private @Nullable String version;

    AboutInstance(Io io, InstantSource clock) {
      super(io, clock);
    }

    Version version(ServiceFleet fleet) throws IOException {
      return version == null ? main(fleet) : running(fleet, version);
    }

    static String words(Version version, String instance) {
      return "instance " + instance + " of " + FleetReport.brief(version);
    }
  }

  /// `naosu fleet restart`.
  @Command(
      name = "restart",
      header = "Ends an instance after what is under way, and starts it anew.")
  static final class Restart extends AboutInstance {
    Restart(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version meant = version(fleet);
      report.begin("restarts " + words(meant, instance));
      return told(
          fleet.staff().restart(meant, instance), words(meant, instance) + " is well", report);
    }
  }

  /// `naosu fleet aside`.
  @Command(
      name = "aside",
      header = "Takes an instance out of the route; it goes on running.",
      description = {"", "naosu fleet back puts it back.", ""})
  static final class Aside extends AboutInstance {
    Aside(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version meant = version(fleet);
      fleet.staff().setAside(meant, instance, true);
      report.done(words(meant, instance) + " gets no new requests");
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu fleet back`.
  @Command(name = "back", header = "Puts an instance back into the route.")
  static final class Back extends AboutInstance {
    Back(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      Version meant = version(fleet);
      fleet.staff().setAside(meant, instance, false);
      report.done(words(meant, instance) + " gets requests while it is well");
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }

  /// `naosu fleet stop`.
  @Command(name = "stop", header = "Ends all instances of all versions, at once.")
  static final class Stop extends Verb {
    @Option(names = "--yes", description = "Needed: nobody serves the users after that.")
    private boolean isSure;

    Stop(Io io, InstantSource clock) {
      super(io, clock);
    }

    @Override
    List<String> mistakes() {
      return isSure ? List.of() : List.of("nobody serves the users after that; add --yes");
    }

    @Override
    int run(ServiceFleet fleet, FleetReport report) throws IOException, InterruptedException {
      fleet.stop();
      report.done("all instances have ended; nobody serves " + fleet.name());
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    }
  }
}
