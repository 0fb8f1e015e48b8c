package dev.naosu.app;

import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.serve.Logs;
import dev.naosu.app.serve.NaosuServer;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.serve.Workshop;
import dev.naosu.app.tell.Screen;
import dev.naosu.model.Model;
import dev.naosu.postgres.DatabaseUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu serve`.
@Command(
    name = "serve",
    header = "Watches over services around the clock: API, console and healing cycle.",
    description = {
      "",
      "Signals come in over HTTP; each cause becomes one incident, which is reproduced, repaired and"
          + " proven in a throw-away copy, and delivered as a branch when policy or a person says so."
          + " Everything is kept: killed at any moment, it goes on at the next start.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu serve                                   with naosu-server.yml of this directory",
      "  naosu serve --config /etc/naosu.yml           with another one",
      "  naosu serve --listen 127.0.0.1:9000 --data /var/lib/naosu",
      "",
      "The first start prints a one-time admin token. docs/serve.md says what the file may hold.",
      "Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 mistake in command line or file, 3 could not run"
    })
final class ServeCommand implements Callable<Integer>, Checked {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (default: ./naosu-server.yml, if it is there).")
  private @Nullable Path config;

  @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Address to listen on.")
  private @Nullable String listen;

  @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept.")
  private @Nullable Path data;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "jdbc:postgresql://… instead of a PostgreSQL of naosu's own.")
  private @Nullable String database;

  @Option(
      names = "--sandbox",
      paramLabel = "WHERE",
      description = "Where changed code runs: auto, cage or none (docs/sandbox.md).")
  private @Nullable String sandbox;

  private final Io io;
  private final Function<Sandboxing, Workshop> workshops;
  private final Supplier<Optional<Model>> models;
  private final InstantSource clock;

  /// @param workshops by where changed code runs
  /// @param models one that explains causes, with a budget that begins when it is asked for
  ServeCommand(
      Io io,
      Function<Sandboxing, Workshop> workshops,
      Supplier<Optional<Model>> models,
      InstantSource clock) {
    this.io = io;
    this.workshops = workshops;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    if (sandbox != null && Sandboxing.named(sandbox).isEmpty()) {
      return List.of("--sandbox " + sandbox + " " + Sandboxing.PROBLEM);
    }
    return switch (read()) {
      case ServerConfig.Reading.Good _ -> List.of();
      case ServerConfig.Reading.Bad(List<String> problems) -> problems;
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(read() instanceof ServerConfig.Reading.Good(ServerConfig asked))) {
      return ExitCode.USAGE;
    }
    Screen screen = io.outScreen(true);
    try (Ending ending = Ending.awaited();
        NaosuServer server =
            new NaosuServer(
                asked, workshops.apply(asked.sandboxing()), models, Version.text(), clock)) {
      Logs.begin();
      tell(screen, server.start(), asked);
      ending.await();
      screen.line("naosu ends; what is under way goes on at the next start");
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    } catch (IOException | DatabaseUnavailable e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    }
  }

  private ServerConfig.Reading read() {
    Path usual = Path.of(ServerConfig.FILE);
    Path data = usualData();
    ServerConfig.Reading reading;
    if (config != null) {
      reading = ServerConfig.read(config, data, System.getenv());
    } else {
      reading =
          Files.exists(usual)
              ? ServerConfig.read(usual, data, System.getenv())
              : new ServerConfig.Reading.Good(ServerConfig.usual(data));
    }
    return reading instanceof ServerConfig.Reading.Good(ServerConfig read)
        ? read.but(
            Optional.ofNullable(listen),
            Optional.ofNullable(this.data),
            Optional.ofNullable(database),
            Optional.ofNullable(sandbox).flatMap(Sandboxing::named))
        : reading;
  }

  /// Where programs of a user keep things, by the XDG Base Directory Specification.
  static Path usualData() {
    String given = System.getenv("XDG_DATA_HOME");
    Path all =
        given == null || given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(given);
    return all.resolve("naosu");
  }

  private static void tell(Screen screen, NaosuServer.Running running, ServerConfig config) {
    screen.line(
        screen.ink().strong("naosu")
            + "  console "
            + config.publicAddress().orElse(running.url())
            + "   data "
            + config.data()
            + "   Ctrl-C to end");
    config
        .otlpGrpc()
        .ifPresent(
            where -> screen.line("  takes OTLP over gRPC at " + where.host() + ":" + where.port()));
    if (config.services().isEmpty()) {
      screen.line("  no service is configured yet: name them in " + ServerConfig.FILE);
    }
    config
        .services()
        .forEach(
            each ->
                screen.line(
                    "  watches "
                        + each.name()
                        + "  "
                        + each.branch()
                        + " of "
                        + each.repository()));
    running
        .firstToken()
        .ifPresent(
            token -> {
              screen.line("");
              screen.line(
                  "  first start: open "
                      + running.url()
                      + "/login and use this one-time admin token");
              screen.line("  " + screen.ink().strong(token));
            });
  }
}
