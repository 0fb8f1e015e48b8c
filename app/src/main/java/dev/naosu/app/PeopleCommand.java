package dev.naosu.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.serve.Channels;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Screen;
import dev.naosu.app.web.DecisionLinks;
import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Channel.Delivery;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu people test`.
@Command(
    name = "test",
    header = "Sends a test message to each channel of the configuration.",
    description = {
      "",
      "Says what came of each. It asks no server: it reads the file that naosu serve reads, so that"
          + " channels can be set up before the server runs.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu people test                             with naosu-server.yml of this directory",
      "  naosu people test --config /etc/naosu.yml     with another one",
      "",
      "docs/people.md says how to set up Slack, mail, PagerDuty and webhooks.",
      "Exit codes: 0 all came through, 1 some did not, 2 mistake in command line or file"
    })
final class PeopleCommand implements Callable<Integer>, Checked {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (default: ./naosu-server.yml).")
  private Path config = Path.of(ServerConfig.FILE);

  @Option(names = "--json", description = "Writes one JSON object instead.")
  private boolean json;

  private final Io io;
  private final Map<String, String> environment;
  private final InstantSource clock;

  PeopleCommand(Io io, Map<String, String> environment, InstantSource clock) {
    this.io = io;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /// Holds the others.
  @Command(
      name = "people",
      header = "Looks at the ways to the people that a server tells.",
      sortOptions = false,
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands%n")
  static final class People implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; naosu people test sends a test message");
    }
  }

  @Override
  public List<String> problems() {
    return switch (read()) {
      case ServerConfig.Reading.Bad(List<String> problems) -> problems;
      case ServerConfig.Reading.Good(ServerConfig read) ->
          read.people().hasChannels()
              ? List.of()
              : List.of(config + ": people names no channel; docs/people.md shows how to name one");
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(read() instanceof ServerConfig.Reading.Good(ServerConfig read))) {
      return ExitCode.USAGE;
    }
    Screen screen = io.outScreen(true);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode told = node.putArray("channels");
    boolean all = true;
    try (Channels channels = Channels.of(read.people(), unused(), clock)) {
      for (Channel channel : channels.all()) {
        Delivery delivery = channel.test();
        String problem =
            delivery instanceof Delivery.NotDone no ? SafeText.line(no.why(), 300) : "";
        all &= problem.isEmpty();
        told.addObject()
            .put("channel", channel.name())
            .put("cameThrough", problem.isEmpty())
            .put("problem", problem);
        if (!json) {
          screen.line(channel.name() + "  " + (problem.isEmpty() ? "came through" : problem));
        }
      }
    }
    if (json) {
      io.out().println(node);
    }
    return all ? ExitCode.HEALED_OR_NOTHING_TO_HEAL : ExitCode.NOT_HEALED;
  }

  private ServerConfig.Reading read() {
    return ServerConfig.read(config, config.toAbsolutePath().resolveSibling("data"), environment);
  }

  /// A test decides nothing.
  private DecisionLinks unused() {
    return new DecisionLinks(
        new SharedSecret("unused"), new SecureRandom(), clock, Duration.ofMinutes(1));
  }
}
