package dev.naosu.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.machine.ShellWord;
import dev.naosu.project.Program;
import dev.naosu.project.Program.Start;
import dev.naosu.project.Service;
import dev.naosu.project.Service.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
  private static final String REMEDY =
      "Describe it in naosu.yml, for example:\n\n" + EXAMPLE.indent(2);
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

  private final JsonNode section;
  private final List<String> problems = new ArrayList<>();

  private ServiceSection(JsonNode section) {
    this.section = section;
  }

  /// What the project in a directory says of its service on the JVM.
  public static Description read(Path root) {
    return read(root, ServiceSection::description, ServiceSection::unknown);
  }

  /// How the project in a directory wants its service to be started: by its `command`, where there
  /// is one.
  public static Start start(Path root) {
    return read(root, ServiceSection::start, why -> new Start.Unknown(why, REMEDY));
  }

  private static <T> T read(
      Path root, Function<ServiceSection, T> known, Function<String, T> unknown) {
    Path file = root.resolve(PlainProject.FILE);
    if (!Files.exists(file)) {
      return unknown.apply("naosu does not know how to start the service: there is no naosu.yml");
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
    return new Description.Unknown(why, REMEDY);
  }

  private Start start() {
    if (section.path("command").isMissingNode()) {
      Optional<String> build = build();
      return switch (description()) {
        case Description.Known(Service service) -> new Start.ByMain(service, build);
        case Description.Unknown(String why, String remedy) -> new Start.Unknown(why, remedy);
      };
    }
    known();
    Optional<String> build = build();
    List<String> arguments = texts("arguments");
    Map<String, String> environment = map("environment");
    text("port").ifPresent(port -> tellPort(port, arguments, environment));
    // as most platforms do it
    environment.putIfAbsent("PORT", Service.PORT);
    List<String> command = command(arguments);
    String ready = ready();
    return problems.isEmpty()
        ? new Start.ByCommand(new Program(build, command, environment, ready))
        : new Start.Unknown(
            String.join("\n", problems), "Correct the service section of naosu.yml");
  }

  private void tellPort(String port, List<String> arguments, Map<String, String> environment) {
    if (port.contains(Service.PORT)) {
      arguments.add(port);
    } else if (port.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      environment.put(port, Service.PORT);
    } else {
      problem("port", "with a command, it is an environment variable, or an argument with {port}");
    }
  }

  /// Empty when something is wrong with it.
  private List<String> command(List<String> arguments) {
    JsonNode value = section.path("command");
    List<String> words = new ArrayList<>();
    if (value.isArray() && !value.isEmpty()) {
      words.addAll(texts("command"));
    } else if (value.isTextual() && !value.asText().isBlank()) {
      String line = value.asText().strip();
      words.addAll(List.of("sh", "-c", arguments.isEmpty() ? line : line + " \"$@\"", "sh"));
    } else {
      problem("command", "should be words or one line; write command: [python3, app.py]");
    }
    words.addAll(arguments);
    return words;
  }

  /// The line for a shell.
  private Optional<String> build() {
    JsonNode value = section.path("build");
    if (!value.isArray()) {
      return text("build");
    }
    return Optional.of(
        texts("build").stream().map(ShellWord::quoted).collect(Collectors.joining(" ")));
  }

  private void known() {
    section
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!KEYS.contains(name)) {
                problem(name, "unknown key; known ones are " + String.join(", ", KEYS));
              }
            });
  }

  private Description description() {
    known();
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

  private String ready() {
    String ready = text("ready").orElse("/");
    if (!ready.startsWith("/")) {
      problem("ready", ready + " is no path; write it as ready: /health");
    }
    return ready;
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
