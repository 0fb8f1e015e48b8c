package dev.naosu.app.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.chaos.ChaosSection;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.WrittenFile;
import dev.naosu.app.publish.ForgeSection;
import dev.naosu.app.publish.PublisherSection;
import dev.naosu.app.runtime.Catalogues;
import dev.naosu.app.runtime.Component;
import dev.naosu.app.runtime.ComponentsSection;
import dev.naosu.app.runtime.RunbooksSection;
import dev.naosu.app.runtime.RuntimeSection;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.SettingsReader;
import dev.naosu.oidc.WebAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `naosu serve` is told in its file.
///
/// @param host address to listen on
/// @param port 0 for any that is free
/// @param data directory for everything that is kept
/// @param database JDBC URL of a PostgreSQL; empty for one of naosu's own, in `data`
/// @param retention how long incidents that are over are kept
/// @param traces beginning of the addresses of a collector that is told of naosu's own work, by
///   OTLP over HTTP; without a slash at the end
/// @param publicAddress that people reach it at, without a path; empty where that is not said
/// @param oidc empty when people sign in here only
/// @param otlpGrpc where OTLP over gRPC is taken; empty where it is not
/// @param intake how much senders may send
/// @param senders what is known of those who send in a form of their own
/// @param sources what naosu fetches by itself
/// @param watch how logs, metrics and spans are watched
/// @param people who is told, and whose word counts
/// @param sandboxing where changed code runs
/// @param prevention what is looked at before it breaks, and when something may be done about it
/// @param runtime what may be done to what runs
/// @param runbooks how what runs is looked after
/// @param publisher who may push
/// @param file that says all this; empty where none does
public record ServerConfig(
    String host,
    int port,
    Path data,
    Optional<String> database,
    Policy policy,
    Duration retention,
    Optional<String> traces,
    List<Service> services,
    Optional<String> publicAddress,
    Optional<OidcSection> oidc,
    Optional<Listen> otlpGrpc,
    IntakeSection intake,
    Senders senders,
    Sources sources,
    WatchSection watch,
    PeopleSection people,
    Sandboxing sandboxing,
    PreventionSection prevention,
    RuntimeSection runtime,
    RunbooksSection runbooks,
    PublisherSection publisher,
    Optional<Path> file) {
  public static final String FILE = "naosu-server.yml";
  private static final int USUAL_PORT = 8420;
  private static final int USUAL_OTLP_PORT = 4317;
  private static final int MOST_PORT = 65_535;
  private static final Duration USUAL_RETENTION = Duration.ofDays(90);

  public ServerConfig {
    services = List.copyOf(services);
  }

  /// Where a service comes from.
  ///
  /// @param repository an absolute path, or a URL that git understands
  /// @param branch what is deployed
  /// @param directory of its project within the repository; empty for the root
  /// @param packages of its own code, such as `com.acme`; empty where that is not said
  /// @param forge where repairs are reviewed; empty where they are delivered as branches
  /// @param gateway what stands before its instances; absent where naosu brings none. Its directory
  ///   is relative to `data`
  /// @param fleet where it runs; empty where naosu has nothing to do with that
  /// @param canary how repairs of it are rolled out there
  /// @param environment that its components run in, such as `production`
  /// @param components that are measured and can be treated without a change of code
  public record Service(
      String name,
      String repository,
      String branch,
      String directory,
      List<String> packages,
      Optional<ForgeSection> forge,
      Optional<GatewaySettings> gateway,
      Optional<FleetSection> fleet,
      CanarySection canary,
      String environment,
      List<Component> components) {
    public Service {
      packages = List.copyOf(packages);
      components = List.copyOf(components);
    }

    /// One of which no component is known.
    public Service(
        String name,
        String repository,
        String branch,
        String directory,
        List<String> packages,
        Optional<ForgeSection> forge,
        Optional<GatewaySettings> gateway,
        Optional<FleetSection> fleet,
        CanarySection canary) {
      this(
          name,
          repository,
          branch,
          directory,
          packages,
          forge,
          gateway,
          fleet,
          canary,
          ComponentsSection.USUAL_ENVIRONMENT,
          List.of());
    }

    /// One without a gateway of naosu's, that runs where naosu has nothing to do with it.
    public Service(
        String name, String repository, String branch, String directory, List<String> packages) {
      this(
          name,
          repository,
          branch,
          directory,
          packages,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          CanarySection.usual());
    }

    /// One that does not say which packages are its own.
    public Service(String name, String repository, String branch, String directory) {
      this(name, repository, branch, directory, List.of());
    }
  }

  /// What the file says, or everything that is wrong with it.
  public sealed interface Reading {
    record Good(ServerConfig config) implements Reading {}

    /// @param problems each with its place and remedy
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// What holds where nothing is said: loopback, a database of naosu's own, no service yet.
  public static ServerConfig usual(Path data) {
    return new ServerConfig(
        "127.0.0.1",
        USUAL_PORT,
        data,
        Optional.empty(),
        Policy.usual(),
        USUAL_RETENTION,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        IntakeSection.usual(),
        Senders.usual(),
        Sources.NONE,
        WatchSection.usual(),
        PeopleSection.usual(),
        Sandboxing.AUTO,
        PreventionSection.usual(),
        RuntimeSection.usual(),
        RunbooksSection.usual(),
        PublisherSection.usual(),
        Optional.empty());
  }

  /// Reads a file; paths in it are relative to its directory.
  ///
  /// @param environment may hold what should stand in no file
  public static Reading read(Path file, Path usualData, Map<String, String> environment) {
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
      if (tree == null || !tree.isObject()) {
        return new Reading.Bad(
            List.of(file + " is not a list of keys and values; see docs/serve.md"));
      }
      return new Reader(file, tree, environment).read(usual(usualData));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      return new Reading.Bad(
          List.of(
              file
                  + line
                  + ": not YAML: "
                  + e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      return new Reading.Bad(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  /// The same with what the command line says instead.
  ///
  /// @param listen `host:port`, or only one of them
  public Reading but(
      Optional<String> listen,
      Optional<Path> data,
      Optional<String> database,
      Optional<Sandboxing> sandboxing) {
    List<String> problems = new ArrayList<>();
    Listen where =
        listen
            .map(text -> Listen.parse(text, "listen", new Listen(host, port), problems))
            .orElse(new Listen(host, port));
    database
        .flatMap(ServerConfig::databaseProblem)
        .ifPresent(each -> problems.add("--database " + each));
    return problems.isEmpty()
        ? new Reading.Good(
            new ServerConfig(
                where.host(),
                where.port(),
                data.map(path -> path.toAbsolutePath().normalize()).orElse(this.data),
                database.or(() -> this.database),
                policy,
                retention,
                traces,
                services,
                publicAddress,
                oidc,
                otlpGrpc,
                intake,
                senders,
                sources,
                watch,
                people,
                sandboxing.orElse(this.sandboxing),
                prevention,
                runtime,
                runbooks,
                publisher,
                file))
        : new Reading.Bad(problems);
  }

  private static Optional<String> databaseProblem(String url) {
    return url.startsWith("jdbc:postgresql:")
        ? Optional.empty()
        : Optional.of("is no address of a PostgreSQL; write jdbc:postgresql://host:5432/name");
  }

  private static Optional<String> tracesProblem(String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // told below
    }
    return Optional.of("is no address of a collector; write http://collector:4318");
  }

  /// Where to listen.
  ///
  /// @param port 0 for any that is free
  public record Listen(String host, int port) {
    /// `host:port`, `:port` or `port`.
    static Listen parse(String text, String key, Listen usual, List<String> problems) {
      int colon = text.lastIndexOf(':');
      String digits = text.substring(colon + 1);
      boolean good = digits.matches("\\d{1,5}") && Integer.parseInt(digits) <= MOST_PORT;
      if (!good) {
        problems.add(key + " has no port; write it as 127.0.0.1:" + usual.port());
      }
      return new Listen(
          colon <= 0 ? usual.host() : text.substring(0, colon),
          good ? Integer.parseInt(digits) : usual.port());
    }
  }

  /// One pass over a file that notes everything that is wrong.
  private static final class Reader {
    private static final List<String> KEYS =
        List.of(
            "listen",
            "publicAddress",
            "data",
            "database",
            "policy",
            "retention",
            "traces",
            "services",
            "oidc",
            "otlpGrpc",
            "intake",
            "sentry",
            "alertmanager",
            "github",
            "webhooks",
            "logs",
            "journal",
            "prometheus",
            "watch",
            "people",
            Sandboxing.KEY,
            "prevention",
            "runbooks",
            "runtime",
            "publisher",
            "chaos");
    private static final List<String> POLICY =
        List.of(
            "ships",
            "review",
            "reviewTime",
            "attempts",
            "searchTime",
            "coolDown",
            "recurrences",
            "healingsPerHour",
            "complexity");
    private static final List<String> SERVICE =
        List.of(
            "name",
            "repository",
            "branch",
            "directory",
            "packages",
            "forge",
            "gateway",
            "fleet",
            "canary",
            "merge",
            "environment",
            "components");

    private final WrittenFile written;
    private final JsonNode tree;
    private final Map<String, String> environment;

    Reader(Path file, JsonNode tree, Map<String, String> environment) {
      this.written = new WrittenFile(file);
      this.tree = tree;
      this.environment = environment;
    }

    Reading read(ServerConfig usual) {
      written.known("", tree, KEYS);
      List<String> unclear = new ArrayList<>();
      Listen listen =
          written
              .text(tree, "", "listen")
              .map(
                  text ->
                      Listen.parse(text, "listen", new Listen(usual.host(), usual.port()), unclear))
              .orElse(new Listen(usual.host(), usual.port()));
      Optional<Listen> otlpGrpc = otlpGrpc(listen, unclear);
      unclear.forEach(written::note);
      Optional<String> database = written.text(tree, "", "database");
      database
          .flatMap(ServerConfig::databaseProblem)
          .ifPresent(each -> written.problem("database", each));
      Path data = written.text(tree, "", "data").map(written::path).orElse(usual.data());
      Optional<Policy> policy = policy(usual.policy());
      Duration retention = duration(tree, "retention", "retention", usual.retention());
      Optional<String> traces =
          written.text(tree, "", "traces").map(url -> url.replaceFirst("/+$", ""));
      traces
          .flatMap(ServerConfig::tracesProblem)
          .ifPresent(each -> written.problem("traces", each));
      PublisherSection publisher =
          PublisherSection.read(tree.path("publisher"), written::path, written::problem);
      List<Service> services = services(publisher);
      Optional<String> publicAddress = publicAddress();
      Optional<OidcSection> oidc = oidc(publicAddress);
      IntakeSection intake = new IntakeSection.Reader(tree.path("intake"), written::problem).read();
      Senders senders =
          new SendersSection(tree, written::path, environment, written::problem).read(services);
      Sources sources =
          new Sources.Reader(tree, written::path, environment, written::problem).read();
      if (!tree.has("prometheus")) {
        services.stream()
            .filter(each -> each.fleet().filter(FleetSection::needsPrometheus).isPresent())
            .forEach(
                each ->
                    written.problem(
                        "services",
                        each.name()
                            + " has queries in fleet.traffic, and nobody is named who answers them;"
                            + " add prometheus: {url: http://prometheus:9090}"));
      }
      WatchSection watch = WatchSection.read(tree.path("watch"), written::problem);
      PeopleSection people =
          new PeopleSection.Reader(
                  tree.path("people"), written::path, environment, written::problem)
              .read(publicAddress, services.stream().map(Service::name).toList());
      Sandboxing sandboxing = sandboxing(usual.sandboxing());
      // read by those who make experiments; whoever writes the file learns of mistakes here
      ChaosSection _ = ChaosSection.read(tree.path("chaos"), written::path, written::problem);
      RunbooksSection runbooks =
          RunbooksSection.read(tree.path("runbooks"), written::path, written::problem);
      PreventionSection prevention =
          new PreventionSection.Reader(tree.path("prevention"), written::path, written::problem)
              .read();
      RuntimeSection runtime =
          new RuntimeSection.Reader(tree.path("runtime"), written::problem).read();
      return written.problems().isEmpty() && policy.isPresent()
          ? new Reading.Good(
              new ServerConfig(
                  listen.host(),
                  listen.port(),
                  data,
                  database,
                  policy.get(),
                  retention,
                  traces,
                  services,
                  publicAddress,
                  oidc,
                  otlpGrpc,
                  intake,
                  senders,
                  sources,
                  watch,
                  people,
                  sandboxing,
                  prevention,
                  runtime,
                  runbooks,
                  publisher,
                  Optional.of(written.place())))
          : new Reading.Bad(written.problems());
    }

    private Sandboxing sandboxing(Sandboxing usual) {
      Optional<String> word = written.text(tree, "", Sandboxing.KEY);
      Optional<Sandboxing> named = word.flatMap(Sandboxing::named);
      if (word.isPresent() && named.isEmpty()) {
        written.problem(Sandboxing.KEY, Sandboxing.PROBLEM);
      }
      return named.orElse(usual);
    }

    private Optional<Listen> otlpGrpc(Listen listen, List<String> unclear) {
      Optional<Listen> where =
          written
              .text(tree, "", "otlpGrpc")
              .map(
                  text ->
                      Listen.parse(
                          text, "otlpGrpc", new Listen("127.0.0.1", USUAL_OTLP_PORT), unclear));
      if (where.filter(each -> each.port() == 0).isPresent()) {
        written.problem("otlpGrpc", "needs a port that senders know; write it as 127.0.0.1:4317");
      }
      if (where.filter(each -> each.port() != 0 && each.port() == listen.port()).isPresent()) {
        written.problem("otlpGrpc", "is at the port of listen; choose another one, such as 4317");
      }
      return where;
    }

    private Optional<String> publicAddress() {
      Optional<String> address =
          written.text(tree, "", "publicAddress").map(each -> each.replaceAll("/$", ""));
      address
          .flatMap(
              each ->
                  each.matches("https?://[^/?]*")
                      ? WebAddress.problem(each)
                      : Optional.of("has no path; write it as https://naosu.example.org"))
          .ifPresent(each -> written.problem("publicAddress", each));
      return address;
    }

    private Optional<OidcSection> oidc(Optional<String> publicAddress) {
      JsonNode section = tree.path("oidc");
      return section.isMissingNode()
          ? Optional.empty()
          : new OidcSection.Reader(section, written::path, environment, written::problem)
              .read(publicAddress);
    }

    private Optional<Policy> policy(Policy usual) {
      JsonNode node = tree.path("policy");
      written.known("policy.", node, POLICY);
      try {
        return Optional.of(
            new Policy(
                share(node, "ships", usual.shipsFrom()),
                share(node, "review", usual.reviewFrom()),
                duration(node, "reviewTime", "policy.reviewTime", usual.reviewTime()),
                count(node, "attempts", usual.attempts()),
                duration(node, "searchTime", "policy.searchTime", usual.searchTime()),
                duration(node, "coolDown", "policy.coolDown", usual.coolDown()),
                count(node, "recurrences", usual.recurrences()),
                count(node, "healingsPerHour", usual.healingsPerHour()),
                share(node, "complexity", usual.mostComplex())));
      } catch (IllegalArgumentException e) {
        written.problem("policy", String.valueOf(e.getMessage()));
        return Optional.empty();
      }
    }

    private List<Service> services(PublisherSection publisher) {
      List<Service> services = new ArrayList<>();
      Set<String> names = new HashSet<>();
      JsonNode list = tree.path("services");
      if (!list.isMissingNode() && !list.isArray()) {
        written.problem("services", "is a list; begin each with - name:");
      }
      int number = 0;
      for (JsonNode node : list) {
        String where = "services[" + number++ + "]";
        written.known(where + ".", node, SERVICE);
        Optional<String> name = written.text(node, "", "name");
        Optional<String> repository = written.text(node, "", "repository");
        String runsIn =
            written.text(node, "", "environment").orElse(ComponentsSection.USUAL_ENVIRONMENT);
        if (name.isEmpty() || repository.isEmpty()) {
          written.problem(where, "needs a name and a repository");
        } else if (!names.add(name.get())) {
          written.problem(where, "is a second service called " + name.get());
        } else {
          services.add(
              new Service(
                  name.get(),
                  written.location(repository.get()),
                  written.text(node, "", "branch").orElse("main"),
                  written.text(node, "", "directory").filter(path -> !path.equals(".")).orElse(""),
                  packages(node, where),
                  new ForgeSection.Reader(
                          where + ".forge",
                          node.path("forge"),
                          publisher.tokens(),
                          written::path,
                          environment,
                          written::problem)
                      .read(),
                  gateway(node, where, name.get()),
                  fleet(node, where, name.get()),
                  canary(node, where),
                  runsIn,
                  components(node, where, name.get(), runsIn)));
        }
      }
      return services;
    }

    private List<Component> components(JsonNode node, String where, String service, String runsIn) {
      List<Component> read =
          new ComponentsSection(
                  where + ".components",
                  service,
                  runsIn,
                  written::path,
                  environment,
                  written::problem)
              .read(node.path("components"));
      Catalogues.check(read, written::problem);
      return read;
    }

    private CanarySection canary(JsonNode node, String where) {
      JsonNode merge = node.path("merge");
      if (!merge.isMissingNode() && !merge.isBoolean()) {
        written.problem(where + ".merge", "is true or false");
      }
      return new CanarySection(
          new CanarySection.Reader(where + ".canary", node.path("canary"), written::problem).read(),
          merge.asBoolean(false));
    }

    private Optional<GatewaySettings> gateway(JsonNode node, String where, String service) {
      JsonNode section = node.path("gateway");
      return section.isMissingNode()
          ? Optional.empty()
          : new SettingsReader(
                  section,
                  written::path,
                  (key, what) ->
                      written.problem(where + ".gateway" + (key.isEmpty() ? "" : "." + key), what))
              .read(
                  Optional.of(service),
                  Optional.of(Path.of("gateways", service.replaceAll("[^\\w.-]", "_"))));
    }

    private Optional<FleetSection> fleet(JsonNode node, String where, String name) {
      Optional<FleetSection> fleet =
          new FleetSection.Reader(where + ".fleet", name, node.path("fleet"), written::problem)
              .read();
      boolean needsGateway = fleet.filter(FleetSection.Local.class::isInstance).isPresent();
      if (needsGateway && node.path("gateway").isMissingNode()) {
        written.problem(
            where + ".fleet",
            "on this machine needs a gateway that shares requests out; add"
                + " gateway: {listen: 127.0.0.1:8080}");
      }
      return fleet;
    }

    private List<String> packages(JsonNode node, String where) {
      JsonNode list = node.path("packages");
      List<String> packages = new ArrayList<>();
      for (JsonNode each : list) {
        packages.add(each.asText());
      }
      boolean isGood =
          list.isMissingNode()
              || list.isArray()
                  && packages.stream()
                      .allMatch(each -> each.matches("[\\p{L}_$][\\p{L}\\p{N}_$.]{0,199}"));
      if (!isGood) {
        written.problem(where + ".packages", "is a list of packages; write it as [com.acme]");
      }
      return packages;
    }

    private Duration duration(JsonNode node, String key, String place, Duration usual) {
      Optional<String> text = written.text(node, "", key);
      if (text.isEmpty()) {
        return usual;
      }
      Optional<Duration> duration =
          text.get().matches("\\d{1,5}d")
              ? Optional.of(Duration.ofDays(Long.parseLong(text.get().replace("d", ""))))
              : Durations.parse(text.get());
      if (duration.isEmpty()) {
        written.problem(place, text.get() + " is no time; write it as 90s, 10m, 24h or 30d");
      }
      return duration.orElse(usual);
    }

    private double share(JsonNode node, String key, double usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
        written.problem("policy." + key, "should be a number from 0 to 1");
        return usual;
      }
      return value.asDouble();
    }

    private int count(JsonNode node, String key, int usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isInt() || value.asInt() < 1) {
        written.problem("policy." + key, "should be a whole number of at least 1");
        return usual;
      }
      return value.asInt();
    }
  }
}
