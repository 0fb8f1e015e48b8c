package dev.naosu.app;

import dev.naosu.app.publish.Publisher;
import dev.naosu.app.publish.PublisherConfig;
import dev.naosu.app.serve.Logs;
import dev.naosu.publisher.PublisherDoor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naosu publisher`.
@Command(
    name = "publisher",
    header = "Holds the right to push, apart from what reads logs and asks models.",
    description = {
      "",
      "A server starts one by itself. To keep tokens and keys from the account that the server runs"
          + " under, run this under another one, and say publisher: {socket: …} in the server's"
          + " file. It takes small questions at a socket of this machine: fetch this repository, push"
          + " this proven change as a branch of naosu's, open its pull request. It looks at each change"
          + " again and refuses what is none of naosu's business: build files, CI, hidden letters,"
          + " secrets, other branches. It never pushes over what is not its own.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  sudo -u naosu-publisher naosu publisher --config /etc/naosu/publisher.yml",
      "",
      "  socket: /run/naosu/door             # in a directory that the server's group may enter",
      "  data: /var/lib/naosu-publisher      # its mirrors, which the server reads, and published.jsonl",
      "  users: [naosu]                      # accounts that may ask",
      "  services:",
      "    - name: shop                      # name, repository, branch, directory, forge and merge",
      "      repository: https://github.com/team/shop.git      # as in the server's file",
      "      forge: {kind: github, repository: team/shop, tokenFile: github-token}",
      "",
      "docs/publisher.md says what is kept apart by it, and what is not.",
      "Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 mistake in command line or file, 3 could not run"
    })
final class PublisherCommand implements Callable<Integer>, Checked {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "What may be pushed to, and where the tokens are.")
  private Path config = Path.of("");

  @Option(
      names = "--until-input-ends",
      hidden = true,
      description = "Ends with whoever has started it.")
  private boolean untilInputEnds;

  private final Io io;
  private final Map<String, String> environment;
  private final InstantSource clock;

  PublisherCommand(Io io, Map<String, String> environment, InstantSource clock) {
    this.io = io;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public List<String> problems() {
    return switch (PublisherConfig.read(config, environment)) {
      case PublisherConfig.Reading.Good _ -> List.of();
      case PublisherConfig.Reading.Bad(List<String> problems) -> problems;
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(PublisherConfig.read(config, environment)
        instanceof PublisherConfig.Reading.Good(PublisherConfig read))) {
      return ExitCode.USAGE;
    }
    try {
      Logs.begin();
      Publisher publisher = Publisher.open(read, environment, clock);
      try (PublisherDoor _ =
          PublisherDoor.open(read.socket(), Set.copyOf(read.users()), publisher::answer)) {
        if (untilInputEnds) {
          // whoever has started it holds the other end, and lets go of it however it ends
          System.in.transferTo(OutputStream.nullOutputStream());
        } else {
          awaitEnding(read);
        }
      }
      return ExitCode.HEALED_OR_NOTHING_TO_HEAL;
    } catch (IOException e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    }
  }

  private void awaitEnding(PublisherConfig read) throws InterruptedException {
    try (Ending ending = Ending.awaited()) {
      io.outScreen(true)
          .line(
              "naosu publisher  at "
                  + read.socket()
                  + "   files in "
                  + read.data()
                  + "   Ctrl-C to end");
      ending.await();
    }
  }
}
