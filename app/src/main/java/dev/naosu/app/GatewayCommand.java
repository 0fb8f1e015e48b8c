package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.serve.Logs;
import dev.naosu.app.serve.SignalTeller;
import dev.naosu.app.tell.Screen;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewayServer;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.SettingsReader;
import dev.naosu.gateway.Witness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu gateway`.
@Command(
    name = "gateway",
    header = "Stands before a service and shares its requests out among versions.",
    description = {
      "",
      "A reverse proxy for services without a mesh, steered by a naosu server: it weights requests"
          + " by version, leaves instances alone that cannot be reached, counts what is answered, and"
          + " keeps a few requests with their secrets taken out. It goes on with the last routing when"
          + " naosu ends, and after a restart of its own. A server starts it by itself for services"
          + " with the section `gateway`.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu gateway --config gateway.yml",
      "  naosu gateway --service shop --listen 0.0.0.0:8080 --directory /var/lib/shop-gateway \\",
      "      --to v1=http://127.0.0.1:9001 --to v1=http://127.0.0.1:9002",
      "",
      "Orders are taken at the control port from whoever shows the token in DIR/token, which is made",
      "at the first start:  curl -H \"Authorization: Bearer $(cat DIR/token)\" CONTROL/v1/traffic",
      "docs/gateway.md says what the file may hold, and what else the control port knows.",
      "SIGTERM: takes no new connections, and ends when what is under way is over.",
      "Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 mistake in command line or file, 3 could not run"
    })
final class GatewayCommand implements Callable<Integer>, Checked {
  private static final Duration SLACK = Duration.ofSeconds(10);

  @Option(names = "--config", paramLabel = "FILE", description = "Settings, in YAML or JSON.")
  private @Nullable Path config;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Of the service, as signals call it.")
  private @Nullable String service;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where the service is reached.")
  private @Nullable String listen;

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = "Where it takes orders (default: loopback, any port that is free).")
  private @Nullable String control;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where routing and token are kept.")
  private @Nullable Path directory;

  @Option(
      names = "--to",
      paramLabel = "VERSION=URL",
      description = "An instance to begin with, where no routing is kept yet; may be repeated.")
  private List<String> to = new ArrayList<>();

  private final Io io;
  private final InstantSource clock;

  GatewayCommand(Io io, InstantSource clock) {
    this.io = io;
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    settings(problems);
    first(problems);
    return problems;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    Optional<GatewaySettings> read = settings(problems);
    Optional<Routing> first = first(problems);
    if (read.isEmpty() || !problems.isEmpty()) {
      return ExitCode.USAGE;
    }
    GatewaySettings settings = read.get();
    Optional<SignalTeller> teller =
        settings.tell().map(tell -> new SignalTeller(settings.service(), tell));
    try (Ending ending = Ending.awaited(settings.times().draining().plus(SLACK));
        GatewayServer server =
            GatewayServer.start(
                settings,
                new SplittableRandom(),
                clock,
                teller.map(Witness.class::cast).orElse(Witness.NOBODY))) {
      Logs.begin();
      if (first.isPresent() && !server.routeFirst(first.get())) {
        io.err().println("naosu: the routing that was kept holds; --to is not looked at");
      }
      tell(io.outScreen(true), settings, server);
      ending.await();
      io.outScreen(true).line("the gateway ends after what is under way");
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    } catch (IOException e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    } finally {
      teller.ifPresent(SignalTeller::close);
    }
  }

  private static void tell(Screen screen, GatewaySettings settings, GatewayServer server) {
    screen.line(
        screen.ink().strong("naosu gateway")
            + "  "
            + settings.service()
            + " at "
            + (settings.tls().isPresent() ? "https://" : "http://")
            + server.listen()
            + "   orders at "
            + server.control()
            + "   files in "
            + settings.directory()
            + "   Ctrl-C to end");
  }

  private Optional<GatewaySettings> settings(List<String> problems) {
    JsonNode tree = tree(problems);
    if (!(tree instanceof ObjectNode node)) {
      return Optional.empty();
    }
    put(node, "service", service);
    put(node, "listen", listen);
    put(node, "control", control);
    put(node, "directory", directory == null ? null : directory.toAbsolutePath().toString());
    String where = config == null ? "--" : config.getFileName() + ": ";
    return new SettingsReader(
            node, this::path, (key, problem) -> problems.add(where + key + " " + problem))
        .read(Optional.empty(), Optional.empty());
  }

  private static void put(ObjectNode node, String key, @Nullable String value) {
    if (value != null) {
      node.put(key, value);
    }
  }

  private @Nullable JsonNode tree(List<String> problems) {
    if (config == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(config));
      if (tree != null && tree.isObject()) {
        return tree;
      }
      problems.add(config + " is not a list of keys and values; see docs/gateway.md");
    } catch (JsonProcessingException e) {
      problems.add(config + ": not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      problems.add(config + " cannot be read: " + e.getMessage());
    }
    return null;
  }

  /// Relative to the file that says it.
  private Path path(String written) {
    Path base = config == null ? Path.of("") : config;
    return base.toAbsolutePath().resolveSibling(written).normalize();
  }

  private Optional<Routing> first(List<String> problems) {
    if (to.isEmpty()) {
      return Optional.empty();
    }
    List<URI> instances = new ArrayList<>();
    List<Version> versions = new ArrayList<>();
    for (String each : to) {
      int equals = each.indexOf('=');
      try {
        versions.add(new Version(each.substring(0, Math.max(0, equals))));
        URI uri = URI.create(each.substring(equals + 1));
        if (!each.substring(equals + 1).matches("https?://.+") || uri.getHost() == null) {
          throw new IllegalArgumentException("no address");
        }
        instances.add(uri);
      } catch (IllegalArgumentException _) {
        problems.add("--to " + each + " is none; write it as v1=http://127.0.0.1:9001");
        return Optional.empty();
      }
    }
    if (versions.stream().distinct().count() > 1) {
      problems.add("--to names several versions; begin with one, the rest is ordered later");
      return Optional.empty();
    }
    Version version = versions.getFirst();
    return Optional.of(new Routing(Split.all(version), Map.of(version, instances)));
  }
}
