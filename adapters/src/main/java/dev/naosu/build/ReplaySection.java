package dev.naosu.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.project.Program;
import dev.naosu.project.Program.Start;
import dev.naosu.project.Replayable;
import dev.naosu.project.Replayable.Description;
import dev.naosu.project.Replayable.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the `service` section of `naosu.yml` says of sending requests again: `replay` and `store`,
/// for a service that is started by a `command`.
public final class ReplaySection {
  private static final String EXAMPLE =
      """
      service:
        build: npm ci                                  # a line for a shell, where something is built
        command: [node, server.js, "--port={port}"]    # the port is in the variable PORT, too
        ready: /health
      """;
  private static final String REMEDY =
      "Describe it in naosu.yml, for example:\n\n" + EXAMPLE.indent(2);

  private final JsonNode section;
  private final List<String> problems = new ArrayList<>();

  private ReplaySection(JsonNode section) {
    this.section = section;
  }

  /// What the project in a directory says.
  public static Description read(Path root) {
    return switch (ServiceSection.start(root)) {
      case Start.ByCommand(Program program) -> read(root, program);
      case Start.ByMain _ ->
          new Description.Unknown(
              "naosu.yml names the main class of the service, but no command that starts it",
              REMEDY);
      case Start.Unknown(String why, String remedy) ->
          new Description.Unknown(why, why.lines().count() > 1 ? remedy : REMEDY);
    };
  }

  private static Description read(Path root, Program program) {
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(root.resolve(PlainProject.FILE)));
      return new ReplaySection(tree.path(ServiceSection.KEY)).description(program);
    } catch (IOException e) {
      return new Description.Unknown("naosu.yml cannot be read: " + e.getMessage(), REMEDY);
    }
  }

  private Description description(Program program) {
    JsonNode replay = section.path("replay");
    boolean all = replay.isTextual() && replay.asText().equals("safe");
    List<String> safe = all ? List.of() : safe(replay);
    Optional<Store> store = store(section.path("store"));
    return problems.isEmpty()
        ? new Description.Known(new Replayable(program, all, safe, store))
        : new Description.Unknown(
            String.join("\n", problems), "Correct the service section of naosu.yml");
  }

  private List<String> safe(JsonNode value) {
    List<String> paths = new ArrayList<>();
    value.forEach(each -> paths.add(each.asText()));
    boolean isList = value.isArray() && !paths.isEmpty();
    if (!value.isMissingNode()
        && (!isList || paths.stream().anyMatch(each -> !each.matches("([A-Z]+ +)?/.*")))) {
      problem(
          "replay: should be `safe` when every request may be sent again, or a list of paths to"
              + " which it may: replay: [/search, POST /quotes/**]");
    }
    return paths;
  }

  private Optional<Store> store(JsonNode value) {
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("environment") && !name.equals("reset")) {
                problem("store: " + name + ": unknown key; known ones are environment, reset");
              }
            });
    Map<String, String> environment = new TreeMap<>();
    value
        .path("environment")
        .properties()
        .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
    if (environment.isEmpty()) {
      problem(
          "store: no variable makes the service use it; write store: {environment: {DB:"
              + " \"{store}/db\"}}, or replay: safe where it keeps nothing");
    }
    return Optional.of(
        new Store(
            environment,
            Optional.of(value.path("reset").asText("")).filter(line -> !line.isBlank())));
  }

  private void problem(String what) {
    problems.add("naosu.yml: service: " + what);
  }
}
