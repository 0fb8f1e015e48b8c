package dev.naosu.app;

import dev.naosu.app.runtime.Roads;
import dev.naosu.app.serve.Equipping;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.tell.SafeText;
import dev.naosu.leases.Guarding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu lease-guard`.
@Command(
    name = "lease-guard",
    header = "Puts leased changes back when the server that made them is gone.",
    description = {
      "",
      "A server starts it by itself with the first change that is to last only for a while, and it"
          + " ends a minute after the last one. While the server lives it only looks on; when the"
          + " server is dead or stuck, it puts back what nobody had seen to do good at once, and"
          + " everything else when its lease ends. It needs no database.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footer = {
      "Exit codes: 0 nothing is leased any more, or another guard lives; 2 mistake in command line or",
      "file; 3 could not run"
    })
final class LeaseGuardCommand implements Callable<Integer>, Checked {
  private static final Duration IDLE = Duration.ofMinutes(1);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Of the server, which says what can be done.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where the server keeps everything.")
  private Path data = Path.of("");

  private final Io io;
  private final InstantSource clock;

  LeaseGuardCommand(Io io, InstantSource clock) {
    this.io = io;
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    return switch (read()) {
      case ServerConfig.Reading.Good _ -> List.of();
      case ServerConfig.Reading.Bad(List<String> problems) -> problems;
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(read() instanceof ServerConfig.Reading.Good(ServerConfig read))) {
      return ExitCode.USAGE;
    }
    try {
      new Guarding(
              Roads.leases(data),
              Equipping.usual().equip(read).catalogue(),
              clock,
              IDLE,
              said -> io.out().println(clock.instant() + " " + SafeText.line(said, 500)))
          .run();
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    } catch (IOException e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    }
  }

  private ServerConfig.Reading read() {
    return config == null
        ? new ServerConfig.Reading.Good(ServerConfig.usual(data))
        : ServerConfig.read(config, data, environment());
  }

  private static Map<String, String> environment() {
    return System.getenv();
  }
}
