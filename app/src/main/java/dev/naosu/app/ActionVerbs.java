package dev.naosu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.ServerVerb.House;
import dev.naosu.app.tell.ActionReport;
import dev.naosu.prove.safety.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu actions`: what a server does to what runs.
final class ActionVerbs {
  private static final String NUMBER = "[1-9][0-9]{0,17}";

  private ActionVerbs() {}

  static CommandLine line(House house) {
    return new CommandLine(new Actions())
        .addSubcommand(new ListAll(house))
        .addSubcommand(new Show(house))
        .addSubcommand(new Approve(house))
        .addSubcommand(new Deny(house))
        .addSubcommand(new Undo(house))
        .addSubcommand(new SetMode(house))
        .addSubcommand(new Figures(house))
        .addSubcommand(new Pause(house))
        .addSubcommand(new Resume(house));
  }

  /// `naosu actions`.
  @Command(
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      footerHeading = "%nExamples%n",
      footer = {
        "  naosu actions list",
        "  naosu actions approve 12 --reason \"looked at it\"",
        "  naosu actions mode auto --action cache.clear --service shop",
        "",
        "docs/actions.md says what may be done when, and how trust is earned."
      })
  static final class Actions implements Checked {
    @Override
    public List<String> problems() {
      return List.of(
          "a command is missing; list, show, approve, deny, undo, mode, kpis, pause and resume are"
              + " the commands");
    }
  }

  /// `naosu actions list`.
  @Command(
      name = "list",
      header = "Lists what was done to what runs, or is asked for, the latest first.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class ListAll extends ServerVerb {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "20",
        description = "At most so many, up to 200 (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--before", paramLabel = "ID", description = "Only older than this one.")
    private @Nullable Long before;

    ListAll(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(
          remote.get(
              "/api/v1/actions?limit=" + limit + (before == null ? "" : "&before=" + before)),
          (report, json) -> new ActionReport(report.screen()).list(json));
    }
  }

  /// About one.
  abstract static class AboutOne extends ServerVerb {
    @Parameters(index = "0", paramLabel = "ID", description = "Number of the action.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    AboutOne(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      if (!id.isEmpty() && !id.matches(NUMBER)) {
        problems.add(id + " is no number of an action; naosu actions list shows them");
      }
      return problems;
    }

    String path() {
      return "/api/v1/actions/" + id;
    }

    ObjectNode reason() {
      return body(reason);
    }

    static Answer done(Reply reply) {
      return told(reply, (report, json) -> new ActionReport(report.screen()).done(json));
    }
  }

  /// `naosu actions show`.
  @Command(
      name = "show",
      header = "Shows an action: what it does, why, what speaks against it, what came of it.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Show extends AboutOne {
    Show(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(
          remote.get(path()), (report, json) -> new ActionReport(report.screen()).action(json));
    }
  }

  /// A yes or a no.
  abstract static class Decide extends AboutOne {
    @Option(
        names = "--seen",
        paramLabel = "NAME",
        description = "What you saw, as show tells it; without it, what is asked now.")
    private @Nullable String seen;

    Decide(House house) {
      super(house);
    }

    Answer decide(Remote remote, String verdict) throws InterruptedException {
      return switch (remote.get(path())) {
        case Reply.Bad bad -> new Answer.Refused(bad);
        case Reply.Good(JsonNode action) ->
            done(
                remote.post(
                    path() + "/decision",
                    reason()
                        .put("verdict", verdict)
                        .put("seen", seen == null ? action.path("seen").asText("none") : seen)));
      };
    }
  }

  /// `naosu actions approve`.
  @Command(
      name = "approve",
      header = "Has an action done that is asked for.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Approve extends Decide {
    Approve(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return decide(remote, "approve");
    }
  }

  /// `naosu actions deny`.
  @Command(
      name = "deny",
      header = "Says no to an action that is asked for.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Deny extends Decide {
    Deny(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return decide(remote, "deny");
    }
  }

  /// `naosu actions undo`.
  @Command(
      name = "undo",
      header = "Puts back a change that stands until its lease ends.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Undo extends AboutOne {
    Undo(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return done(remote.post(path() + "/undo", reason()));
    }
  }

  /// `naosu actions mode`.
  @Command(
      name = "mode",
      header = "Says what naosu may do of itself.",
      description = {
        "",
        "off: nothing. shadow: it is recorded what would be done. suggest: an approver may have it"
            + " done. approve: those who have to approve are asked. auto: it is done; that has to be"
            + " earned by one action on one service.",
        ""
      },
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class SetMode extends ServerVerb {
    @Parameters(
        index = "0",
        paramLabel = "MODE",
        description = "off, shadow, suggest, approve, auto.")
    private String mode = "";

    @Option(
        names = "--action",
        paramLabel = "NAME",
        description = "Of the catalogue (default: all).")
    private String action = "*";

    @Option(names = "--service", paramLabel = "NAME", description = "Default: all.")
    private String service = "*";

    @Option(names = "--environment", paramLabel = "NAME", description = "Default: all.")
    private String environment = "*";

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    SetMode(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      if (!mode.isEmpty() && Mode.of(mode).isEmpty()) {
        problems.add(
            mode
                + " is no mode; it is one of "
                + String.join(", ", Stream.of(Mode.values()).map(Mode::word).toList()));
      }
      return problems;
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      ObjectNode body =
          body(reason)
              .put("mode", mode)
              .put("action", action)
              .put("service", service)
              .put("environment", environment);
      return AboutOne.done(remote.post("/api/v1/autonomy", body));
    }
  }

  /// `naosu actions kpis`.
  @Command(
      name = "kpis",
      header = "Tells how well healing goes, what is trusted, and which modes hold.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Figures extends ServerVerb {
    Figures(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(
          remote.get("/api/v1/autonomy"),
          (report, json) -> new ActionReport(report.screen()).autonomy(json));
    }
  }

  /// `naosu actions pause`.
  @Command(
      name = "pause",
      header = "Has nothing done to what runs; everything else goes on.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Pause extends ServerVerb {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Pause(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return AboutOne.done(remote.post("/api/v1/actions/pause", body(reason)));
    }
  }

  /// `naosu actions resume`.
  @Command(
      name = "resume",
      header = "Lets actions go on.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Resume extends ServerVerb {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Resume(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return AboutOne.done(remote.post("/api/v1/actions/resume", body(reason)));
    }
  }
}
