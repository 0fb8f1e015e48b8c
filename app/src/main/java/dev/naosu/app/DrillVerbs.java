package dev.naosu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.tell.ServerReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu drill` and its commands, which talk to a server.
final class DrillVerbs {
  private static final Pattern STEADY =
      Pattern.compile("([a-z][a-z0-9._-]{0,63}) ?(>|<|above|below) ?(-?\\d{1,12}(?:\\.\\d{1,6})?)");

  private DrillVerbs() {}

  static CommandLine line(ServerVerb.House house) {
    return new CommandLine(new All())
        .addSubcommand("undo", new Undo(house))
        .addSubcommand("list", new Latest(house));
  }

  /// The word without a command.
  @Command(
      name = "drill",
      description = {
        "",
        "An action may only be taken without asking when its undo was drilled on the service: it is"
            + " done while all is well, kept for a moment, and put back, and all has to be as before.",
        ""
      },
      usageHelpAutoWidth = true,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands%n",
      footerHeading = "%nExamples%n",
      footer = {
        "  naosu drill undo fleet.scale --service shop --component app --steady 'http.ok > 99'",
        "  naosu drill list",
        "",
        "Exit codes: 0 passed, 1 failed or not begun, 2 mistake in the words, 3 could not run"
      })
  static final class All implements Checked {
    @Override
    public List<String> problems() {
      return List.of("a command is missing; naosu drill --help lists them");
    }
  }

  /// `naosu drill undo`.
  @Command(
      header = "Does an action, and puts it back; then all has to be as before.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Undo extends ServerVerb {
    @Parameters(index = "0", paramLabel = "ACTION", description = "As in the catalogue.")
    private String action = "";

    @Option(
        names = "--service",
        paramLabel = "NAME",
        required = true,
        description = "On which service.")
    private String service = "";

    @Option(
        names = "--component",
        paramLabel = "NAME",
        defaultValue = "app",
        description = "Of the service (default: ${DEFAULT-VALUE}).")
    private String component = "app";

    @Option(names = "--instance", paramLabel = "NAME", description = "Of the component.")
    private String instance = "";

    @Option(
        names = "--environment",
        paramLabel = "NAME",
        defaultValue = "production",
        description = "Where (default: ${DEFAULT-VALUE}).")
    private String environment = "production";

    @Option(
        names = "--set",
        paramLabel = "NAME=VALUE",
        description = "An argument of the action; may be repeated.")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Option(
        names = "--steady",
        paramLabel = "CONDITION",
        required = true,
        description = "What holds before, meanwhile and after, as 'http.ok > 99'; may be repeated.")
    private List<String> steady = new ArrayList<>();

    @Option(
        names = "--hold",
        paramLabel = "TIME",
        defaultValue = "5s",
        description = "How long it is kept (default: ${DEFAULT-VALUE}).")
    private String hold = "5s";

    @Option(
        names = "--within",
        paramLabel = "TIME",
        defaultValue = "20s",
        description = "How soon all is as before (default: ${DEFAULT-VALUE}).")
    private String within = "20s";

    Undo(House house) {
      super(house);
    }

    @Override
    public List<String> problems() {
      List<String> problems = new ArrayList<>(super.problems());
      steady.stream()
          .filter(each -> !STEADY.matcher(each).matches())
          .forEach(
              each ->
                  problems.add(
                      "--steady " + each + " is no condition; write it as 'http.ok > 99'"));
      return problems;
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("action", action)
              .put("service", service)
              .put("component", component)
              .put("instance", instance)
              .put("environment", environment)
              .put("hold", hold)
              .put("within", within);
      ObjectNode given = body.putObject("arguments");
      arguments.forEach(given::put);
      ArrayNode conditions = body.putArray("steady");
      for (String each : steady) {
        Matcher condition = STEADY.matcher(each);
        if (condition.matches()) {
          boolean isAbove = condition.group(2).equals(">") || condition.group(2).equals("above");
          conditions
              .addObject()
              .put("vital", condition.group(1))
              .put(isAbove ? "above" : "below", Double.parseDouble(condition.group(3)));
        }
      }
      return switch (remote.post("/api/v1/drills", body)) {
        case Reply.Bad bad -> new Answer.Refused(bad);
        case Reply.Good(JsonNode json) ->
            new Answer.Told(
                json,
                json.path("passed").asBoolean()
                    ? ExitCode.HEALED_OR_NOTHING_TO_HEAL
                    : ExitCode.NOT_HEALED,
                report -> report.drills(List.of(json)));
      };
    }
  }

  /// `naosu drill list`.
  @Command(
      header = "Lists what came of drills, the latest first.",
      usageHelpAutoWidth = true,
      sortOptions = false,
      mixinStandardHelpOptions = true)
  static final class Latest extends ServerVerb {
    Latest(House house) {
      super(house);
    }

    @Override
    Answer ask(Remote remote) throws InterruptedException {
      return told(
          remote.get("/api/v1/drills"),
          (ServerReport report, JsonNode json) -> {
            List<JsonNode> all = new ArrayList<>();
            json.path("drills").forEach(all::add);
            report.drills(all);
          });
    }
  }
}
