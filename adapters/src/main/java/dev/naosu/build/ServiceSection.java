package dev.naosu.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.project.Service;
import dev.naosu.project.Service.Description;
import dev.naosu.project.ServiceStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The `service` section of `naosu.yml`: how the project's service is started. It says nothing of
/// the build, so a file that holds nothing else leaves the build to Maven or Gradle.
public final class ServiceSection {
  static final String KEY = "service";

  private static final String EXAMPLE =
      """
      service:
        main: shop.Main
        port: shop.port      # a system property, an environment variable (PORT), or {port} in arguments
        ready: /health
      """;
  private static final List<String> KEYS =
      List.of(
          "main",
          "arguments",
          "port",
          "ready",
          "environment",
          "properties",
          "module",
          "build",
          "command",
          "replay",
          "store");

  private static final String START_EXAMPLE =
      """
      service:
        build: npm ci                                      # a line for a shell, where something is built
        command: [node, server.js, "--port={port}"]        # the port is in the variable PORT, too
        ready: /health
      """;

  private final JsonNode section;
  private final List<String> problems = new ArrayList<>();

  private ServiceSection(JsonNode section) {
    this.section = section;
  }

  /// What the project in a directory says of its service on the JVM.
  public static Description read(Path root) {
    return read(root, ServiceSection::description, ServiceSection::unknown);
  }

  /// What it says of how its service is built and started, in whatever language it is written.
  public static ServiceStart.Description readStart(Path root) {
    return read(
        root,
        ServiceSection::start,
        why ->
            new ServiceStart.Description.Unknown(
                why, "Describe it in naosu.yml, for example:\n\n" + START_EXAMPLE.indent(2)));
  }

  private static <T> T read(
      Path root, Function<ServiceSection, T> known, Function<String, T> unknown) {
    Path file = root.resolve(PlainProject.FILE);
    if (!Files.exists(file)) {
      return unknown.apply(
          "naosu does not know how to start the service: there is no naosu.yml");
    }
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
      JsonNode section = tree == null ? null : tree.get(KEY);
      if (section == null) {
        return unknown.apply("naosu.yml does not say how to start the service");
      }
      return section.isObject()
          ? known.apply(new ServiceSection(section))
          : unknown.apply("naosu.yml: service: is not a list of keys and values");
    } catch (JsonProcessingException e) {
      return unknown.apply(
          "naosu.yml: not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      return unknown.apply("naosu.yml cannot be read as UTF-8: " + e.getMessage());
    }
  }

  /// Whether a description of a project holds this section and nothing else.
  static boolean isAll(Path root) {
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(root.resolve(PlainProject.FILE)));
      return tree != null && tree.isObject() && tree.size() == 1 && tree.has(KEY);
    } catch (IOException _) {
      // whoever reads the whole description says what is wrong with it
      return false;
    }
  }

  private static Description unknown(String why) {
    return new Description.Unknown(
        why, "Describe it in naosu.yml, for example:\n\n" + EXAMPLE.indent(2));
  }

  private void unknownKeys(JsonNode keys, List<String> known, String within) {
    keys.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problem(within + name, "unknown key; known ones are " + String.join(", ", known));
              }
            });
  }

  private ServiceStart.Description start() {
    unknownKeys(section, KEYS, "");
    List<String> words = command();
    Map<String, String> environment = map("environment");
    // a system property is the JVM's own way; words tell a port by {port}
    Optional<String> port = text("port").filter(name -> name.matches("[A-Z_][A-Z0-9_]*"));
    port.ifPresent(name -> environment.put(name, Service.PORT));
    String ready = ready();
    Optional<String> build = text("build");
    ServiceStart.Replay replay = replay();
    Optional<ServiceStart.Store> store = store();
    return problems.isEmpty()
        ? new ServiceStart.Description.Known(
            new ServiceStart(build, words, environment, ready, replay, store))
        : new ServiceStart.Description.Unknown(
            String.join("\n", problems), "Correct the service section of naosu.yml");
  }

  /// A list is program and arguments; a text is a line for a shell.
  private List<String> command() {
    JsonNode value = section.path("command");
    if (value.isMissingNode()) {
      problem(
          "command",
          "missing; say how the service is started: command: [python3, app.py, \"{port}\"]");
      return List.of();
    }
    List<String> words = value.isArray() ? texts("command") : List.of();
    Optional<String> line = value.isArray() ? Optional.empty() : text("command");
    if (words.isEmpty() && line.isEmpty()) {
      problem("command", "is empty; name a program: command: [python3, app.py]");
    }
    return line.map(each -> List.of("sh", "-c", each)).orElse(words);
  }

  private ServiceStart.Replay replay() {
    JsonNode value = section.path("replay");
    if (value.isMissingNode()) {
      return ServiceStart.Replay.UNKNOWN;
    }
    if (value.isTextual() && value.asText().equals("safe")) {
      return new ServiceStart.Replay(true, List.of());
    }
    List<String> paths = value.isArray() ? texts("replay") : List.of();
    if (paths.isEmpty() || paths.stream().anyMatch(each -> !each.matches("([A-Z]+ +)?/.*"))) {
      problem(
          "replay",
          "should be `safe` when every request may be sent again, or a list of paths that may:"
              + " replay: [/search, POST /quotes/**]");
    }
    return new ServiceStart.Replay(false, paths);
  }

  private Optional<ServiceStart.Store> store() {
    JsonNode value = section.path("store");
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      problem("store", "should be keys and values; write store: {environment: {DB: \"{store}/db\"}}");
      return Optional.empty();
    }
    unknownKeys(value, List.of("environment", "reset"), "store: ");
    ServiceSection inner = new ServiceSection(value);
    Map<String, String> environment = inner.map("environment");
    Optional<String> reset = inner.text("reset");
    inner.problems.forEach(each -> problems.add(each.replace("service: ", "service: store: ")));
    if (environment.isEmpty()) {
      problem(
          "store",
          "no variable makes the service use it; write environment: {DB: \"{store}/db\"}, or"
              + " replay: safe where it keeps nothing");
    }
    return Optional.of(new ServiceStart.Store(environment, reset));
  }

  private String ready() {
    String ready = text("ready").orElse("/");
    if (!ready.startsWith("/")) {
      problem("ready", ready + " is no path; write it as ready: /health");
    }
    return ready;
  }

  private Description description() {
    unknownKeys(section, KEYS, "");
    Optional<String> main = text("main");
    if (main.isEmpty() && section.path("main").isMissingNode()) {
      problem("main", "missing; name the class with the main method: main: shop.Main");
    }
    List<String> arguments = texts("arguments");
    Map<String, String> properties = map("properties");
    Map<String, String> environment = map("environment");
    Optional<String> port = text("port");
    port.filter(name -> !name.contains(Service.PORT))
        .ifPresent(
            name -> {
              // as shells and JVMs have it: PORT, but server.port
              if (name.matches("[A-Z_][A-Z0-9_]*")) {
                environment.put(name, Service.PORT);
              } else {
                properties.put(name, Service.PORT);
              }
            });
    port.filter(name -> name.contains(Service.PORT)).ifPresent(arguments::add);
    boolean told =
        arguments.stream().anyMatch(each -> each.contains(Service.PORT))
            || properties.values().stream().anyMatch(each -> each.contains(Service.PORT))
            || environment.values().stream().anyMatch(each -> each.contains(Service.PORT));
    if (!told) {
      problem(
          "port",
          "the service is not told its port; name a system property (port: server.port), an"
              + " environment variable (port: PORT), or put {port} into arguments");
    }
    String ready = ready();
    return problems.isEmpty()
        ? new Description.Known(
            new Service(
                main.orElseThrow(), arguments, properties, environment, ready, text("module")))
        : new Description.Unknown(
            String.join("\n", problems), "Correct the service section of naosu.yml");
  }

  private Optional<String> text(String key) {
    JsonNode value = section.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      problem(key, "should be one text; write " + key + ": some text");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  private List<String> texts(String key) {
    JsonNode value = section.path(key);
    List<String> texts = new ArrayList<>();
    if (value.isValueNode() && !value.isMissingNode()) {
      texts.add(value.asText());
    }
    for (JsonNode element : value) {
      if (!element.isValueNode()) {
        problem(key, "should be a list of texts; write " + key + ": [first, second]");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  private Map<String, String> map(String key) {
    JsonNode value = section.path(key);
    Map<String, String> map = new HashMap<>();
    if (!value.isMissingNode() && !value.isObject()) {
      problem(key, "should be names and values; write " + key + ": {NAME: value}");
      return map;
    }
    value
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isValueNode()) {
                map.put(entry.getKey(), entry.getValue().asText());
              } else {
                problem(key, entry.getKey() + " should have one text as its value");
              }
            });
    return map;
  }

  private void problem(String key, String what) {
    problems.add("naosu.yml: service: " + key + ": " + what);
  }
}
