package dev.naosu.app;

import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.demo.Demo;
import dev.naosu.app.demo.SilentSupplier;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.publish.PublisherSection;
import dev.naosu.app.runtime.RunbooksSection;
import dev.naosu.app.runtime.RuntimeSection;
import dev.naosu.app.serve.CanarySection;
import dev.naosu.app.serve.FleetSection;
import dev.naosu.app.serve.IntakeSection;
import dev.naosu.app.serve.Logs;
import dev.naosu.app.serve.NaosuServer;
import dev.naosu.app.serve.PeopleSection;
import dev.naosu.app.serve.PreventionSection;
import dev.naosu.app.serve.Senders;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.serve.ServiceFleet;
import dev.naosu.app.serve.Sources;
import dev.naosu.app.serve.WatchSection;
import dev.naosu.app.serve.Workshop;
import dev.naosu.app.tell.Screen;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.Temporary;
import dev.naosu.postgres.DatabaseUnavailable;
import dev.naosu.processes.LocalSettings;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.CanaryPlan.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu demo`.
@Command(
    name = "demo",
    header = "Breaks a small shop on this machine and heals it before your eyes.",
    description = {
      "",
      "Everything is real: a server, a shop of two instances behind a gateway, customers, a deploy"
          + " that breaks it, and the healing cycle at work until the repair has all requests. It"
          + " needs no key and no network, and leaves nothing behind.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu demo                           goes on until Ctrl-C; decide in the console",
      "  naosu demo --once                    approves by itself, ends when healed",
      "  naosu demo --deploy bulk-discount    another way to break it",
      "  naosu demo --bad-fix                 a repair that passes every test, and is rolled back",
      "",
      "Exit codes: 0 healed, or rolled back with --bad-fix, or ended by Ctrl-C; 1 neither; 3 could"
          + " not run"
    })
final class DemoCommand implements Callable<Integer>, Checked {
  private static final List<String> DEPLOYS =
      List.of("faster-price-lookup", "bulk-discount", "cart-merge");
  private static final String BAD_FIX = "estimates";
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Duration STOPPING = Duration.ofSeconds(5);

  /// A shop that ends what is under way, a server with what it proves, a database.
  private static final Duration TIDYING = Duration.ofMinutes(1);

  private static final System.Logger LOG = System.getLogger("dev.naosu.demo");
  private static final Duration TOKEN_LIFE = Duration.ofDays(1);

  @Option(names = "--once", description = "Approve what waits for a person; end when healed.")
  private boolean once;

  @Option(
      names = "--deploy",
      paramLabel = "NAME",
      defaultValue = "faster-price-lookup",
      description = "faster-price-lookup, bulk-discount or cart-merge (default: ${DEFAULT-VALUE}).")
  private String deploy = "faster-price-lookup";

  @Option(
      names = "--bad-fix",
      description =
          "Break it so that the repair passes its tests and is worse in production: watch it being"
              + " rolled back.")
  private boolean badFix;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8420",
      description = "Port of the console (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--shop-port",
      paramLabel = "N",
      defaultValue = "8421",
      description = "Port of the shop (default: ${DEFAULT-VALUE}).")
  private int shopPort;

  private final Io io;
  private final Workshop workshop;
  private final InstantSource clock;

  DemoCommand(Io io, Workshop workshop, InstantSource clock) {
    this.io = io;
    this.workshop = workshop;
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!DEPLOYS.contains(deploy)) {
      problems.add("--deploy " + deploy + " is none; choose one of " + String.join(", ", DEPLOYS));
    }
    for (int each : List.of(port, shopPort)) {
      if (each < 1 || each > 65_535) {
        problems.add(each + " is no port; give one from 1 to 65535");
      }
    }
    if (port == shopPort) {
      problems.add("--port and --shop-port are the same; choose two");
    }
    return problems;
  }

  @Override
  public Integer call() {
    Path example = example();
    if (!Files.isDirectory(example)) {
      io.err().println("naosu: the example is not there: " + example);
      return ExitCode.COULD_NOT_RUN;
    }
    ProcessSandbox sandbox = ProcessSandbox.create();
    try (Ending ending = Ending.awaited(TIDYING);
        Temporary place = Temporary.neededToTheEnd(TIDYING);
        SilentSupplier supplier = SilentSupplier.open()) {
      Logs.beginQuietly();
      Thread watching = Thread.currentThread();
      Thread.ofVirtual().start(() -> interrupt(watching, ending));
      return play(place.directory(), supplier, sandbox);
    } catch (InterruptedException | CancellationException _) {
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    } catch (IOException | DatabaseUnavailable e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    }
  }

  private int play(Path place, SilentSupplier supplier, ProcessSandbox sandbox)
      throws IOException, InterruptedException {
    Demo.Settings settings =
        new Demo.Settings(
            example(),
            place,
            Path.of(System.getProperty("java.home")),
            badFix ? BAD_FIX : deploy,
            shopPort,
            badFix,
            once,
            LIMIT);
    Path token = place.resolve("token");
    ServerConfig config =
        config(place, Demo.repository(settings, sandbox), token, supplier.address());
    try {
      return play(settings, config, token, sandbox);
    } finally {
      // it would go on, as in production; not before the server has ended, which would start it
      // anew
      Undisturbed.run(() -> end(gateway(place)));
    }
  }

  private int play(Demo.Settings settings, ServerConfig config, Path token, ProcessSandbox sandbox)
      throws IOException, InterruptedException {
    Screen screen = io.outScreen(true);
    NaosuServer server = new NaosuServer(config, workshop, Optional::empty, Version.text(), clock);
    try {
      NaosuServer.Running running = server.start();
      ServiceFleet shop = Objects.requireNonNull(running.fleets().get("shop"));
      try {
        tell(screen, running);
        Files.writeString(token, token(running));
        Demo demo =
            new Demo(
                settings,
                new Demo.Watched(
                    running.url(),
                    running.incidents(),
                    running.rollouts(),
                    running.desk(),
                    shop.fleet()),
                screen,
                sandbox,
                clock);
        return demo.play() ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.NOT_HEALED;
      } finally {
        // its instances would go on, too
        Undisturbed.run(() -> end(shop));
      }
    } finally {
      Undisturbed.run(server::close);
    }
  }

  private static void end(ServiceFleet shop) {
    try {
      shop.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the shop did not end well", e);
    }
  }

  private static void end(GatewaySettings settings) {
    try {
      Optional<GatewayProcess> found = GatewayProcess.find(settings);
      if (found.isPresent()) {
        try (GatewayProcess gateway = found.get()) {
          gateway.stop(STOPPING);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the gateway did not end well", e);
    }
  }

  private static void interrupt(Thread watching, Ending ending) {
    try {
      ending.await();
      watching.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path example() {
    return Path.of(System.getProperty("naosu.home", ".")).resolve("examples").resolve("shop");
  }

  /// As usual, but nobody wants to watch for a day whether somebody objects, nor a canary for an
  /// hour. A JVM that is a few seconds old is slow, so only what takes five times as long matters.
  private ServerConfig config(Path directory, Path repository, Path token, URI supplier) {
    Policy usual = Policy.usual();
    CanaryPlan plan = CanaryPlan.USUAL;
    return new ServerConfig(
        "127.0.0.1",
        port,
        directory.resolve("data"),
        Optional.empty(),
        new Policy(
            usual.shipsFrom(),
            usual.reviewFrom(),
            Duration.ofSeconds(20),
            usual.attempts(),
            usual.searchTime(),
            Duration.ZERO,
            usual.recurrences(),
            usual.healingsPerHour(),
            usual.mostComplex()),
        Duration.ofDays(1),
        Optional.empty(),
        List.of(
            new ServerConfig.Service(
                "shop",
                repository.toString(),
                "main",
                "",
                List.of("shop"),
                Optional.empty(),
                Optional.of(gateway(directory)),
                Optional.of(
                    new FleetSection.Local(
                        LocalSettings.usual()
                            .with(
                                Map.of(
                                    "NAOSU_URL",
                                    "http://127.0.0.1:" + port,
                                    "NAOSU_TOKEN_FILE",
                                    token.toString(),
                                    "SHOP_SUPPLIER",
                                    supplier.toString(),
                                    "JDK_JAVA_OPTIONS",
                                    "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1")),
                        Optional.empty(),
                        Optional.empty())),
                new CanarySection(
                    new CanaryPlan(
                        List.of(
                            new Stage(0.1, Duration.ofSeconds(20)),
                            new Stage(0.5, Duration.ofSeconds(20))),
                        plan.falseRollBacks(),
                        50,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        4,
                        plan.latencyRollsBack(),
                        plan.firstSightChance(),
                        plan.power()),
                    true))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        IntakeSection.usual(),
        Senders.usual(),
        Sources.NONE,
        WatchSection.usual(),
        PeopleSection.usual(),
        Sandboxing.AUTO,
        PreventionSection.off(),
        RuntimeSection.usual(),
        RunbooksSection.usual(),
        PublisherSection.usual(),
        Optional.empty());
  }

  private GatewaySettings gateway(Path directory) {
    return GatewaySettings.usual(
        "shop",
        new GatewaySettings.Listen("127.0.0.1", shopPort),
        directory.resolve("data").resolve("gateways").resolve("shop"));
  }

  /// Lets the shop send events.
  private static String token(NaosuServer.Running running) throws IOException {
    Admission admission =
        running
            .doorkeeper()
            .create(new Visitor("demo", Role.ADMIN, "demo"), "shop", Role.OPERATOR, TOKEN_LIFE);
    if (admission instanceof Admission.Admitted(String secret, var _)) {
      return secret;
    }
    throw new IOException("the shop gets no token: " + admission);
  }

  private void tell(Screen screen, NaosuServer.Running running) {
    screen.line(
        screen.ink().strong("naosu")
            + "  console "
            + running.url()
            + "   shop http://localhost:"
            + shopPort
            + " (2 instances behind the gateway)   Ctrl-C to end");
    running
        .firstToken()
        .ifPresent(
            token -> screen.line("  to look inside, sign in with the one-time token " + token));
    screen.line("");
  }
}
