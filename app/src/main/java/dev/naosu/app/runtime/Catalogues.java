package dev.naosu.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.ansible.AnsiblePlay;
import dev.naosu.ansible.Playbooks;
import dev.naosu.app.runtime.Component.Brand;
import dev.naosu.app.runtime.Component.Database;
import dev.naosu.app.runtime.Component.Found;
import dev.naosu.app.runtime.Component.Jvm;
import dev.naosu.app.runtime.Component.Kubernetes;
import dev.naosu.app.runtime.Component.Redis;
import dev.naosu.app.runtime.Component.Unit;
import dev.naosu.databases.KillConnections;
import dev.naosu.databases.Maintain;
import dev.naosu.databases.PoolReset;
import dev.naosu.databases.Server;
import dev.naosu.detect.vitals.Target;
import dev.naosu.disk.DiskClean;
import dev.naosu.disk.LogFiles;
import dev.naosu.disk.LogsRotate;
import dev.naosu.disk.Root;
import dev.naosu.flags.FileFlags;
import dev.naosu.flags.FlagOff;
import dev.naosu.flags.Flags;
import dev.naosu.flags.HttpFlags;
import dev.naosu.http.HttpCall;
import dev.naosu.http.HttpReload;
import dev.naosu.kubernetes.Cordon;
import dev.naosu.kubernetes.DeletePod;
import dev.naosu.kubernetes.RolloutRestart;
import dev.naosu.kubernetes.Scale;
import dev.naosu.kubernetes.Workload;
import dev.naosu.machine.circuit.ByComponent;
import dev.naosu.machine.circuit.Circuits;
import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.GuardedAction;
import dev.naosu.machine.web.Address;
import dev.naosu.machine.web.Call;
import dev.naosu.machine.web.Caller;
import dev.naosu.processes.HangUp;
import dev.naosu.processes.Likeness;
import dev.naosu.processes.ManagedProcess;
import dev.naosu.processes.ProcessRestart;
import dev.naosu.redis.CacheClear;
import dev.naosu.redis.CacheServer;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import dev.naosu.systemd.Systemctl;
import dev.naosu.systemd.SystemdReload;
import dev.naosu.systemd.SystemdRestart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// The actions that the components of a configuration can be treated with, apart from those of the
/// JVM and of fleets. One that needs to know more is there only where the configuration says it.
public final class Catalogues implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final int POSTGRES_PORT = 5432;
  private static final int MYSQL_PORT = 3306;

  /// Actions that are put together elsewhere begin so.
  private static final List<String> OF_OTHERS = List.of("jvm.", "instance.", "deploy.");

  private static final long MOST_SECRET_BYTES = 4096;

  private final Sandbox sandbox;
  private final Circuits circuits;
  private final InstantSource clock;
  private final BiConsumer<String, String> problems;
  private final Caller caller = new Caller();
  private final List<Workload> workloads = new ArrayList<>();

  /// @param sandbox for `systemctl` and `ansible-playbook`
  /// @param problems told where and what is wrong with a component's section `actions`
  public Catalogues(
      Sandbox sandbox,
      Circuits circuits,
      InstantSource clock,
      BiConsumer<String, String> problems) {
    this.sandbox = sandbox;
    this.circuits = circuits;
    this.clock = clock;
    this.problems = problems;
  }

  /// Tells what is wrong with the sections `actions`, and touches nothing that runs.
  ///
  /// @param problems told where and what
  public static void check(List<Component> components, BiConsumer<String, String> problems) {
    try (Catalogues catalogues =
        new Catalogues(
            _ -> new Exit.NeverStarted("nothing is run while a file is read"),
            new Circuits(InstantSource.system()),
            InstantSource.system(),
            problems)) {
      List<Action> _ = catalogues.actions(components);
    }
  }

  /// What can be done, each action once, with the way it is done at each component.
  public List<Action> actions(List<Component> components) {
    SortedMap<String, Map<Target, Action>> byName = new TreeMap<>();
    for (Component component : components) {
      for (Deed deed : new Section(component).deeds()) {
        byName
            .computeIfAbsent(deed.traits().name(), _ -> new LinkedHashMap<>())
            .putIfAbsent(component.target(), guarded(component, deed));
      }
    }
    return byName.values().stream().<Action>map(ByComponent::new).toList();
  }

  private Action guarded(Component component, Deed deed) {
    var circuit = circuits.of(component.target().toString());
    return deed instanceof AnsiblePlay
        ? new GuardedAction(deed, circuit, AnsiblePlay.LOOKING)
        : new GuardedAction(deed, circuit);
  }

  @Override
  public void close() {
    workloads.forEach(Workload::close);
    caller.close();
  }

  /// Reads what one component's actions are told.
  private final class Section {
    private final Component component;
    private final List<Deed> deeds = new ArrayList<>();
    private final Set<String> known =
        new TreeSet<>(
            Set.of(
                "http.call",
                "configuration.reload",
                "flag.off",
                "ansible.play",
                "disk.clean",
                "logs.rotate"));

    Section(Component component) {
      this.component = component;
    }

    /// A mistake leaves that action out and is told.
    List<Deed> deeds() {
      switch (component.what()) {
        case Jvm jvm -> jvm(jvm);
        case Database database -> database(database);
        case Redis redis -> told("cache.clear", true, node -> cache(redis, node));
        case Unit unit -> unit(unit);
        case Kubernetes kubernetes -> kubernetes(kubernetes);
        case Component.Http _, Component.Disk _, Component.Certificate _, Component.Machine _ -> {
          // nothing but what their section says
        }
      }
      told("http.call", true, this::calls);
      told("flag.off", true, this::flag);
      told("ansible.play", true, this::ansible);
      told("disk.clean", true, this::clean);
      told("logs.rotate", true, this::rotate);
      if (component.actions().path("configuration.reload").has("url")) {
        told(
            "configuration.reload",
            true,
            node -> List.of(new HttpReload(call(node, "POST"), caller)));
      }
      component
          .actions()
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!known.contains(name) && OF_OTHERS.stream().noneMatch(name::startsWith)) {
                  problem(
                      name, "is told nothing at a " + component.kind() + "; known are " + known);
                }
              });
      return deeds;
    }

    /// Reads an action's section.
    private interface Reader {
      List<Deed> read(JsonNode node) throws IOException;
    }

    /// @param onlyIfWritten whether there is no such action where nothing is written
    private void told(String name, boolean onlyIfWritten, Reader reader) {
      known.add(name);
      JsonNode node = component.actions().path(name);
      if (onlyIfWritten && node.isMissingNode()) {
        return;
      }
      try {
        deeds.addAll(reader.read(node));
      } catch (IOException | IllegalArgumentException e) {
        problem(name, String.valueOf(e.getMessage()));
      }
    }

    private void problem(String name, String what) {
      problems.accept(component.target() + ": actions." + name, what);
    }

    private void jvm(Jvm jvm) {
      if (jvm.start().isEmpty() || jvm.found() instanceof Found.OfFleet) {
        return;
      }
      Component.Start start = jvm.start().get();
      told(
          "process.restart",
          false,
          node -> List.of(new ProcessRestart(process(jvm, start, node), caller)));
      if (component.actions().path("configuration.reload").path("signal").asBoolean(false)) {
        told("configuration.reload", true, node -> List.of(new HangUp(process(jvm, start, node))));
      }
    }

    private ManagedProcess process(Jvm jvm, Component.Start start, JsonNode node)
        throws IOException {
      Optional<Path> pidFile = Optional.empty();
      Likeness likeness;
      switch (jvm.found()) {
        case Found.ByPidFile(var file) -> {
          pidFile = Optional.of(file);
          likeness = new Likeness.OlderThanPidFile();
        }
        case Found.ByMain(var main) -> likeness = new Likeness.Holding(List.of(main));
        case Found.ByCommand(var words) -> likeness = new Likeness.Holding(words);
        case Found.OfFleet() -> throw new IOException("is done by the fleet");
      }
      return new ManagedProcess(
          pidFile,
          likeness,
          start.command(),
          start.environment(),
          start.directory(),
          text(node, "log")
              .map(Section::absolute)
              .orElseGet(() -> start.directory().resolve(component.name() + ".out")),
          jvm.health().map(Component.Http::url).map(Address::new),
          ready(node));
    }

    private void database(Database database) {
      told(
          "database.kill-connections",
          false,
          _ -> {
            Server server = server(database);
            return List.of(
                new KillConnections(server), new PoolReset(server), new Maintain(server));
          });
      known.addAll(Set.of("database.pool-reset", "database.maintain"));
    }

    /// @throws IllegalArgumentException when the URL names no host and database
    private static Server server(Database database) {
      URI uri = URI.create(database.url().substring("jdbc:".length()));
      String name = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
      if (uri.getHost() == null || name.isEmpty() || name.contains("/")) {
        throw new IllegalArgumentException("needs a url with one host and a database");
      }
      boolean isPostgres = database.brand() == Brand.POSTGRES;
      int usual = isPostgres ? POSTGRES_PORT : MYSQL_PORT;
      return new Server(
          isPostgres ? Server.Kind.POSTGRES : Server.Kind.MYSQL,
          uri.getHost(),
          uri.getPort() > 0 ? uri.getPort() : usual,
          name,
          database.user(),
          database.password().text());
    }

    private List<Deed> cache(Redis redis, JsonNode node) throws IOException {
      List<String> patterns = texts(node, "patterns");
      if (patterns.isEmpty()) {
        throw new IOException(
            "needs patterns of keys that are only a cache, such as [\"price:*\"]");
      }
      return List.of(
          new CacheClear(
              new CacheServer(
                  redis.host(),
                  redis.port(),
                  text(node, "user"),
                  Optional.of(redis.password().text()).filter(each -> !each.isEmpty()),
                  node.path("tls").asBoolean(false),
                  node.path("database").asInt(0),
                  patterns)));
    }

    private void unit(Unit unit) {
      if (!unit.unit().endsWith(".service")) {
        return;
      }
      Systemctl systemctl = new Systemctl(sandbox);
      told(
          "systemd.restart",
          false,
          node -> {
            var named =
                new dev.naosu.systemd.Unit(
                    unit.unit(),
                    unit.isOfUser(),
                    text(node, "health").map(URI::create).map(Address::new),
                    ready(node));
            return List.of(
                new SystemdRestart(systemctl, named, caller), new SystemdReload(systemctl, named));
          });
    }

    private void kubernetes(Kubernetes kubernetes) {
      told(
          "kubernetes.scale",
          false,
          node -> {
            Workload workload =
                Workload.open(
                    kubernetes.context(),
                    kubernetes.namespace(),
                    kubernetes.deployment(),
                    node.path("least").asInt(1),
                    node.path("most").asInt(10),
                    ready(node));
            workloads.add(workload);
            return List.of(
                new RolloutRestart(workload, clock),
                new Scale(workload),
                new DeletePod(workload),
                new Cordon(workload));
          });
    }

    private List<Deed> calls(JsonNode node) throws IOException {
      Map<String, Call> calls = new HashMap<>();
      for (Map.Entry<String, JsonNode> each : node.path("calls").properties()) {
        calls.put(each.getKey(), call(each.getValue(), "POST"));
      }
      return List.of(new HttpCall(calls, caller));
    }

    private Call call(JsonNode node, String usual) throws IOException {
      Map<String, String> headers = new TreeMap<>(token(node));
      node.path("headers")
          .properties()
          .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
      return new Call(
          text(node, "method").orElse(usual).toUpperCase(Locale.ROOT),
          new Address(URI.create(needed(node, "url"))),
          headers,
          text(node, "body").orElse(""));
    }

    private Map<String, String> token(JsonNode node) throws IOException {
      Optional<Path> file = text(node, "tokenFile").map(Section::absolute);
      if (file.isEmpty()) {
        return Map.of();
      }
      if (!Files.isReadable(file.get()) || Files.size(file.get()) > MOST_SECRET_BYTES) {
        throw new IOException(file.get() + " cannot be read, or is no token");
      }
      return Map.of("Authorization", "Bearer " + Files.readString(file.get()).strip());
    }

    private List<Deed> flag(JsonNode node) throws IOException {
      Set<String> allowed = new TreeSet<>(texts(node, "flags"));
      if (allowed.isEmpty()) {
        throw new IOException("needs flags that may be turned off, such as [new-prices]");
      }
      Flags flags =
          text(node, "file").isPresent()
              ? new FileFlags(absolute(needed(node, "file")))
              : new HttpFlags(needed(node, "url"), token(node), caller);
      return List.of(new FlagOff(flags, allowed));
    }

    private List<Deed> clean(JsonNode node) throws IOException {
      List<Root> roots =
          texts(node, "roots").stream().map(Section::absolute).map(Root::new).toList();
      if (roots.isEmpty()) {
        throw new IOException(
            "needs roots under which files may be deleted, such as [/var/log/shop]");
      }
      return List.of(new DiskClean(roots, clock));
    }

    private List<Deed> rotate(JsonNode node) throws IOException {
      List<Path> files = texts(node, "files").stream().map(Section::absolute).toList();
      if (files.isEmpty()) {
        throw new IOException("needs files, such as [/var/log/shop/app.log]");
      }
      return List.of(
          new LogsRotate(
              new LogFiles(
                  files,
                  node.path("keep").asInt(5),
                  text(node, "pidFile").map(Section::absolute),
                  text(node, "signal").orElse("USR1"))));
    }

    private List<Deed> ansible(JsonNode node) throws IOException {
      Map<String, Playbooks.Book> books = new TreeMap<>();
      for (Map.Entry<String, JsonNode> each : node.path("playbooks").properties()) {
        List<Parameter> variables = new ArrayList<>();
        for (Map.Entry<String, JsonNode> variable :
            each.getValue().path("variables").properties()) {
          variables.add(
              new Parameter(
                  variable.getKey(),
                  type(variable.getValue().asText()),
                  "a variable of the playbook",
                  Optional.empty()));
        }
        books.put(
            each.getKey(),
            new Playbooks.Book(absolute(needed(each.getValue(), "file")), variables));
      }
      return List.of(
          new AnsiblePlay(
              sandbox,
              new Playbooks(
                  absolute(needed(node, "directory")),
                  absolute(needed(node, "inventory")),
                  text(node, "config").map(Section::absolute),
                  books)));
    }

    private static Parameter.Type type(String word) throws IOException {
      return Stream.of(Parameter.Type.values())
          .filter(each -> word(each).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IOException(
                      "has variables of the types "
                          + Stream.of(Parameter.Type.values()).map(Section::word).toList()
                          + ", and not "
                          + word));
    }

    private static String word(Parameter.Type type) {
      return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Duration ready(JsonNode node) throws IOException {
      Optional<String> written = text(node, "ready");
      if (written.isEmpty()) {
        return READY;
      }
      Parameter time = new Parameter("ready", Parameter.Type.TIME, "", Optional.empty());
      if (!time.takes(written.get())) {
        throw new IOException("has a time ready such as 60s, and not " + written.get());
      }
      return Parameter.time(written.get());
    }

    /// @throws IllegalArgumentException when it is not
    private static Path absolute(String written) {
      if (!written.startsWith("/")) {
        throw new IllegalArgumentException("has paths that begin with /, and not " + written);
      }
      return Path.of(written);
    }

    private static String needed(JsonNode node, String key) throws IOException {
      return text(node, key).orElseThrow(() -> new IOException("needs " + key));
    }

    private static Optional<String> text(JsonNode node, String key) {
      return Optional.of(node.path(key).asText("")).filter(each -> !each.isBlank());
    }

    private static List<String> texts(JsonNode node, String key) {
      List<String> all = new ArrayList<>();
      node.path(key).forEach(each -> all.add(each.asText("")));
      return all;
    }
  }
}
