package dev.naosu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.ServerVerb.House;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.ServerReport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that talk to a server.
final class ServerVerbs {
  private static final String NUMBER = "[1-9][0-9]{0,17}";

  /// Begins what a server says when more people have to approve.
  private static final String NOT_YET = "taken down: ";

  private ServerVerbs() {}

  /// A command that is built only when it is called for: help needs no more than this.
  ///
  /// @param header one line for the list of commands; empty for one that is not listed
  /// @param build makes the command
  record Verb(String name, String header, Function<House, CommandLine> build) {
    /// The command, or what stands for it in a list.
    ///
    /// @param word the first word of the command line
    CommandLine line(String word, House house) {
      CommandLine line =
          word.equals(name) ? build.apply(house) : new CommandLine(CommandSpec.create());
      line.getCommandSpec().name(name);
      if (header.isEmpty()) {
        line.getCommandSpec().usageMessage().hidden(true);
      } else {
        line.getCommandSpec().usageMessage().header(header);
      }
      return line;
    }
  }

  /// In the order of an incident's life.
  static List<Verb> all() {
    return List.of(
        verb("incidents", "Lists incidents of a server, the latest first.", Incidents::new),
        verb("show", "Shows an incident: cause, fix, proof, doubt, timeline.", Show::new),
        verb("approve", "Approves the repair that an incident proposes.", Approve::new),
        verb("deny", "Refuses the repair that an incident proposes.", Deny::new),
        verb("promote", "Gives all requests to the version that is rolled out.", Promote::new),
        verb("rollback", "Takes all requests back from the version that is rolled out.", Back::new),
        verb("continue", "Lets a rollout go on that could not be decided.", GoOn::new),
        verb(
            "evidence",
            "What was collected of something unwell before it was changed.",
            EvidenceOf::new),
        verb("close", "Ends an incident by hand.", Close::new),
        verb("stop", "Stops a server: no new action starts anywhere.", Stop::new),
        verb("resume", "Lets a stopped server go on.", Resume::new),
        new Verb(
            "actions", "What a server does to what runs: list, approve, modes.", ActionVerbs::line),
        new Verb("audit", "Looks at a server's journal.", ServerVerbs::audit));
  }

  private static Verb verb(String name, String header, Function<House, ServerVerb> make) {
    return new Verb(name, header, house -> new CommandLine(make.apply(house)));
  }

  private static CommandLine audit(House house) {
    return new CommandLine(new Audit()).addSubcommand(new Verify(house));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// `naosu incidents`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Incidents extends ServerVerb {
    @Option(
        names = "--state",
        paramLabel = "STATE",
        split = ",",
        description = "Only these, such as approval or healed; repeat for more.")
    private List<String> states = new ArrayList<>();

    @Option(names = "--service", paramLabel = "NAME", description = "Only of this service.")
    private @Nullable String service;

    @Option(names = "--before", paramLabel = "ID", description = "Only older than this one.")
    private @Nullable String before;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "20",
        description = "At most so many, up to 200 (default: ${DEFAULT-VALUE}).")
    private String limit = "20";

    Incidents(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      StringBuilder query = new StringBuilder("/api/v1/incidents?limit=" + encoded(limit));
      if (!states.isEmpty()) {
        query.append("&state=").append(encoded(String.join(",", states)));
      }
      if (service != null) {
        query.append("&service=").append(encoded(service));
      }
      if (before != null) {
        query.append("&before=").append(encoded(before));
      }
      return told(remote.get(query.toString()), ServerReport::incidents);
    }
  }

  /// A command about one incident.
  abstract static class AboutOne extends ServerVerb {
    @Parameters(index = "0", paramLabel = "ID", description = "Number of the incident.")
    private String id = "";

    AboutOne(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      if (!id.isEmpty() && !id.matches(NUMBER)) {
        problems.add(id + " is no number of an incident; naosu incidents lists them");
      }
      return problems;
    }

    String path() {
      return "/api/v1/incidents/" + id;
    }

    String id() {
      return id;
    }
  }

  /// `naosu evidence`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class EvidenceOf extends AboutOne {
    EvidenceOf(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(remote.get(path() + "/evidence"), ServerReport::evidence);
    }
  }

  /// `naosu show`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Show extends AboutOne {
    Show(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(remote.get(path()), ServerReport::incident);
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

    Answer decide(Remote remote, String verdict, String reason, String said)
        throws InterruptedException {
      return switch (remote.get(path())) {
        case Reply.Bad bad -> new Answer.Refused(bad);
        case Reply.Good(JsonNode incident) -> {
          String proposed = incident.path("remedy").path("seen").asText("none");
          ObjectNode body =
              body(reason).put("verdict", verdict).put("seen", seen == null ? proposed : seen);
          yield told(
              remote.post(path() + "/decision", body),
              (report, answer) -> {
                String done = answer.path("done").asText();
                if (done.startsWith(NOT_YET)) {
                  report.done(SafeText.line(done, 300));
                } else {
                  report.decided(incident, said);
                }
              });
        }
      };
    }
  }

  /// `naosu approve`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Approve extends Decide {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Approve(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return decide(remote, "approve", reason, "approved");
    }
  }

  /// `naosu deny`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Deny extends Decide {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why; the next attempt and the people after you read it.")
    private String reason = "";

    @Option(names = "--again", description = "Look for another repair, without this one.")
    private boolean again;

    Deny(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      if (reason.isBlank()) {
        problems.add("a reason is missing; say why with --reason \"…\"");
      }
      return problems;
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return again
          ? decide(remote, "send-back", reason, "sent back for another repair")
          : decide(remote, "deny", reason, "denied");
    }
  }

  /// What shall become of a rollout.
  abstract static class Steer extends AboutOne {
    @Option(
        names = "--seen",
        paramLabel = "VERSION",
        description = "The version you saw, as show tells it; without it, the one of now.")
    private @Nullable String seen;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Steer(House house) {
      super(house);
    }

    Answer steer(Remote remote, String word, String said) throws InterruptedException {
      return switch (remote.get(path())) {
        case Reply.Bad bad -> new Answer.Refused(bad);
        case Reply.Good(JsonNode incident) -> {
          JsonNode rollouts = incident.path("rollouts");
          String now = rollouts.path(rollouts.size() - 1).path("candidate").asText("none");
          ObjectNode body = body(reason).put("seen", seen == null ? now : seen);
          yield told(
              remote.post(path() + "/" + word, body),
              (report, _) -> report.done("incident " + id() + ": " + said));
        }
      };
    }
  }

  /// `naosu promote`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Promote extends Steer {
    Promote(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return steer(remote, "promote", "it gets all requests within seconds");
    }
  }

  /// `naosu rollback`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Back extends Steer {
    Back(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return steer(remote, "rollback", "the version before gets all requests within seconds");
    }
  }

  /// `naosu continue`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class GoOn extends Steer {
    GoOn(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return steer(remote, "continue", "it goes on to its next stage");
    }
  }

  /// `naosu close`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Close extends AboutOne {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Close(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(
          remote.post(path() + "/close", body(reason)),
          (report, _) -> report.done("incident " + id() + " is closed"));
    }
  }

  /// `naosu stop`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Stop extends ServerVerb {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Stop(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(remote.post("/api/v1/stop", body(reason)), ServerReport::stop);
    }
  }

  /// `naosu resume`.
  @Command(usageHelpAutoWidth = true, sortOptions = false, mixinStandardHelpOptions = true)
  static final class Resume extends ServerVerb {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    Resume(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(remote.post("/api/v1/resume", body(reason)), ServerReport::stop);
    }
  }

  /// `naosu audit`.
  @Command(
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND")
  static final class Audit implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; verify is the command");
    }
  }

  /// `naosu audit verify`.
  @Command(
      name = "verify",
      header = "Finds a changed, removed or reordered record of the journal.",
      description = {"", "Exit code 0 when the journal is intact, 1 when it is not.", ""},
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Verify extends ServerVerb {
    @Option(
        names = "--head",
        paramLabel = "HEAD",
        description = "Where the journal ended when you last looked; repeat for more.")
    private List<String> heads = new ArrayList<>();

    Verify(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      String query = heads.isEmpty() ? "" : "?head=" + encoded(String.join(",", heads));
      return switch (remote.get("/api/v1/audit/verify" + query)) {
        case Reply.Bad bad -> new Answer.Refused(bad);
        case Reply.Good(JsonNode json) ->
            new Answer.Told(
                json,
                json.path("intact").asBoolean()
                    ? ExitCode.HEALED_OR_NOTHING_TO_HEAL
                    : ExitCode.NOT_HEALED,
                report -> report.verification(json));
      };
    }
  }
}
