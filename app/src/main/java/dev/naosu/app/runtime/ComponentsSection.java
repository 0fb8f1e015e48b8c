package dev.naosu.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.runtime.Component.Brand;
import dev.naosu.app.runtime.Component.Certificate;
import dev.naosu.app.runtime.Component.Database;
import dev.naosu.app.runtime.Component.Disk;
import dev.naosu.app.runtime.Component.Found;
import dev.naosu.app.runtime.Component.Http;
import dev.naosu.app.runtime.Component.Jvm;
import dev.naosu.app.runtime.Component.Kubernetes;
import dev.naosu.app.runtime.Component.Machine;
import dev.naosu.app.runtime.Component.Password;
import dev.naosu.app.runtime.Component.Redis;
import dev.naosu.app.runtime.Component.Start;
import dev.naosu.app.runtime.Component.Unit;
import dev.naosu.app.runtime.Component.What;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One pass over the section `components` of a service that notes everything that is wrong.
public final class ComponentsSection {
  public static final String USUAL_ENVIRONMENT = "production";

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "jvm",
          List.of("pidFile", "main", "command", "fleet", "start", "health"),
          "http",
          List.of("url", "status", "time"),
          "postgres",
          List.of("url", "user", "passwordFile", "passwordVariable"),
          "mysql",
          List.of("url", "user", "passwordFile", "passwordVariable"),
          "redis",
          List.of("host", "port", "passwordFile", "passwordVariable"),
          "disk",
          List.of("directory"),
          "systemd",
          List.of("unit", "manager"),
          "certificate",
          List.of("server", "file"),
          "machine",
          List.of(),
          "kubernetes",
          List.of("context", "namespace", "deployment"));

  /// In the order of the documentation.
  private static final List<String> KINDS =
      List.of(
          "jvm",
          "http",
          "postgres",
          "mysql",
          "redis",
          "disk",
          "systemd",
          "certificate",
          "machine",
          "kubernetes");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w.-]{0,63}");
  private static final Pattern STATUS = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");
  private static final Pattern SERVER = Pattern.compile("([\\w.-]{1,253}):(\\d{1,5})");
  private static final Pattern UNIT =
      Pattern.compile("[\\w@:.\\\\-]{1,200}\\.(service|socket|timer)");
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)password=|://[^/@]*:[^/@]*@");
  private static final int REDIS_PORT = 6379;
  private static final int MOST_PORT = 65_535;
  private static final int MOST_PASSWORD_BYTES = 4096;
  private static final Duration USUAL_ANSWER = Duration.ofSeconds(2);

  private final String where;
  private final String service;
  private final String environment;
  private final Function<String, Path> path;
  private final Map<String, String> variables;
  private final BiConsumer<String, String> problems;

  /// @param where place of the section, such as `services[0].components`
  /// @param path a path as it is written, made absolute
  /// @param variables of naosu's own environment, which may hold passwords
  /// @param problems told where and what
  public ComponentsSection(
      String where,
      String service,
      String environment,
      Function<String, Path> path,
      Map<String, String> variables,
      BiConsumer<String, String> problems) {
    this.where = where;
    this.service = service;
    this.environment = environment;
    this.path = path;
    this.variables = Map.copyOf(variables);
    this.problems = problems;
  }

  /// Those that nothing is wrong with.
  ///
  /// @param list may be missing
  public List<Component> read(JsonNode list) {
    if (list.isMissingNode()) {
      return List.of();
    }
    if (!list.isArray()) {
      problems.accept(where, "is a list; begin each with - {name: app, kind: jvm, …}");
      return List.of();
    }
    List<Component> components = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      One one = new One(where + "[" + i + "]", list.get(i));
      one.read()
          .ifPresent(
              component -> {
                if (names.add(component.name())) {
                  components.add(component);
                } else {
                  one.problem("", "is a second component called " + component.name());
                }
              });
    }
    return List.copyOf(components);
  }

  /// One component.
  private final class One {
    private final String place;
    private final JsonNode node;

    One(String place, JsonNode node) {
      this.place = place;
      this.node = node;
    }

    Optional<Component> read() {
      String name = node.path("name").asText("");
      String kind = node.path("kind").asText("");
      if (!NAME.matcher(name).matches()) {
        problem("", "needs a name of letters, digits and . _ -");
        return Optional.empty();
      }
      if (!KINDS.contains(kind)) {
        problem(".kind", "is one of " + String.join(", ", KINDS));
        return Optional.empty();
      }
      known(kind);
      JsonNode actions = node.path("actions");
      if (!actions.isMissingNode() && !actions.isObject()) {
        problem(".actions", "is a list of actions and what they are told; see docs/actions.md");
      }
      return what(kind).map(what -> new Component(service, environment, name, what, actions));
    }

    private Optional<? extends What> what(String kind) {
      return switch (kind) {
        case "jvm" -> jvm();
        case "http" -> http(node, "");
        case "postgres" -> database(Brand.POSTGRES, "jdbc:postgresql:");
        case "mysql" -> database(Brand.MYSQL, "jdbc:m");
        case "redis" -> redis();
        case "disk" -> text(node, "directory", "").map(path).map(Disk::new).or(this::noDirectory);
        case "systemd" -> unit();
        case "certificate" -> certificate();
        case "machine" -> Optional.of(new Machine());
        case "kubernetes" -> kubernetes();
        default -> throw new IllegalStateException("a kind that is known: " + kind);
      };
    }

    private Optional<Jvm> jvm() {
      List<Found> ways = new ArrayList<>();
      text(node, "pidFile", "").map(path).map(Found.ByPidFile::new).ifPresent(ways::add);
      text(node, "main", "").map(Found.ByMain::new).ifPresent(ways::add);
      List<String> words = words(node, "command", "");
      if (!words.isEmpty()) {
        ways.add(new Found.ByCommand(words));
      }
      if (node.path("fleet").asBoolean(false)) {
        ways.add(new Found.OfFleet());
      }
      if (ways.size() != 1) {
        problem(
            "",
            "is found in one way: pidFile, main (a main class or a jar), command (words of its"
                + " command line) or fleet: true");
        return Optional.empty();
      }
      Optional<Http> health = Optional.empty();
      JsonNode section = node.path("health");
      if (section.isTextual()) {
        health = web(section.asText(), ".health").map(url -> new Http(url, 200, 299, USUAL_ANSWER));
      } else if (!section.isMissingNode()) {
        health = http(section, ".health");
      }
      return Optional.of(new Jvm(ways.getFirst(), start(), health));
    }

    private Optional<Start> start() {
      JsonNode section = node.path("start");
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      List<String> command = words(section, "command", ".start");
      if (command.isEmpty() || !command.getFirst().startsWith("/")) {
        problem(
            ".start.command",
            "is the absolute path of a program and its arguments, such as [/opt/shop/bin/shop]");
        return Optional.empty();
      }
      SortedMap<String, String> environment = new TreeMap<>();
      section
          .path("environment")
          .properties()
          .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
      return Optional.of(
          new Start(
              command,
              text(section, "directory", ".start").map(path).orElse(Path.of("/")),
              environment));
    }

    private Optional<Http> http(JsonNode section, String under) {
      Optional<URI> url = text(section, "url", under).flatMap(each -> web(each, under + ".url"));
      if (!section.has("url")) {
        problem(under, "needs a url, such as http://127.0.0.1:8080/health");
      }
      Matcher status = STATUS.matcher(section.path("status").asText("200-299"));
      if (!status.matches()) {
        problem(under + ".status", "is written as 200 or 200-299");
        return Optional.empty();
      }
      int least = Integer.parseInt(status.group(1));
      int most = status.group(2) == null ? least : Integer.parseInt(status.group(2));
      return url.map(each -> new Http(each, least, most, time(section, under)));
    }

    private Duration time(JsonNode section, String under) {
      if (!section.has("time")) {
        return USUAL_ANSWER;
      }
      return Durations.parse(section.path("time").asText())
          .filter(each -> each.compareTo(Duration.ofMinutes(1)) <= 0)
          .orElseGet(
              () -> {
                problem(under + ".time", "is a time of at most 1m, such as 2s");
                return USUAL_ANSWER;
              });
    }

    private Optional<URI> web(String written, String under) {
      try {
        URI uri = new URI(written);
        boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (isWeb && uri.getHost() != null && uri.getRawUserInfo() == null) {
          return Optional.of(uri);
        }
      } catch (URISyntaxException e) {
        // told below
      }
      problem(under, "is an address such as http://127.0.0.1:8080/health");
      return Optional.empty();
    }

    private Optional<Database> database(Brand brand, String beginning) {
      Optional<String> url = text(node, "url", "");
      if (url.isEmpty() || !url.get().startsWith(beginning)) {
        problem(
            ".url",
            brand == Brand.POSTGRES
                ? "is needed; write jdbc:postgresql://host:5432/name"
                : "is needed; write jdbc:mariadb://host:3306/name");
        return Optional.empty();
      }
      if (PASSWORD_IN_URL.matcher(url.get()).find()) {
        problem(".url", "holds a password; write that into a file and name it as passwordFile");
        return Optional.empty();
      }
      return Optional.of(
          new Database(brand, url.get(), text(node, "user", "").orElse(""), password()));
    }

    private Optional<Redis> redis() {
      return Optional.of(
          new Redis(text(node, "host", "").orElse("127.0.0.1"), port("port"), password()));
    }

    private int port(String key) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return REDIS_PORT;
      }
      if (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST_PORT) {
        problem("." + key, "is a number from 1 to " + MOST_PORT);
        return REDIS_PORT;
      }
      return value.asInt();
    }

    private Optional<Disk> noDirectory() {
      problem(".directory", "is needed: any directory of the file system that is meant");
      return Optional.empty();
    }

    private Optional<Unit> unit() {
      String unit = node.path("unit").asText("");
      String manager = node.path("manager").asText("system");
      if (!UNIT.matcher(unit).matches()) {
        problem(".unit", "is the name of a unit, such as shop.service");
        return Optional.empty();
      }
      if (!manager.equals("system") && !manager.equals("user")) {
        problem(".manager", "is system or user");
      }
      return Optional.of(new Unit(unit, manager.equals("user")));
    }

    private Optional<Certificate> certificate() {
      Optional<String> server = text(node, "server", "");
      Optional<String> file = text(node, "file", "");
      Matcher parts = SERVER.matcher(server.orElse(""));
      if (server.isPresent() == file.isPresent()
          || server.isPresent()
              && !(parts.matches() && Integer.parseInt(parts.group(2)) <= MOST_PORT)) {
        problem("", "is at a server, written as server: shop.example.org:443, or in a file");
        return Optional.empty();
      }
      return Optional.of(
          new Certificate(
              file.map(path)
                  .<Certificate.At>map(Certificate.At.InFile::new)
                  .orElseGet(
                      () ->
                          new Certificate.At.Server(
                              parts.group(1), Integer.parseInt(parts.group(2))))));
    }

    private Optional<Kubernetes> kubernetes() {
      Optional<String> deployment = text(node, "deployment", "");
      if (deployment.isEmpty()) {
        problem(".deployment", "is needed: the Deployment that it runs as");
      }
      return deployment.map(
          each -> new Kubernetes(text(node, "context", ""), text(node, "namespace", ""), each));
    }

    private Password password() {
      Optional<String> file = text(node, "passwordFile", "");
      Optional<String> variable = text(node, "passwordVariable", "");
      if (variable.isPresent()) {
        String value = variables.get(variable.get());
        if (value == null) {
          problem(".passwordVariable", variable.get() + " is not set");
        }
        return new Password(value == null ? "" : value);
      }
      return new Password(file.map(path).map(this::inFile).orElse(""));
    }

    private String inFile(Path file) {
      try {
        if (Files.size(file) <= MOST_PASSWORD_BYTES) {
          return Files.readString(file).strip();
        }
        problem(".passwordFile", file + " is too large; it holds the password and nothing else");
      } catch (IOException e) {
        problem(".passwordFile", file + " cannot be read: " + e.getClass().getSimpleName());
      }
      return "";
    }

    private Optional<String> text(JsonNode section, String key, String under) {
      JsonNode value = section.path(key);
      if (value.isMissingNode()) {
        return Optional.empty();
      }
      if (!value.isValueNode() || value.asText().isBlank()) {
        problem(under + "." + key, "should be a text");
        return Optional.empty();
      }
      return Optional.of(value.asText().strip());
    }

    private List<String> words(JsonNode section, String key, String under) {
      JsonNode list = section.path(key);
      List<String> words = new ArrayList<>();
      list.forEach(each -> words.add(each.asText("")));
      if (!list.isMissingNode()
          && (!list.isArray() || words.isEmpty() || words.stream().anyMatch(String::isBlank))) {
        problem(under + "." + key, "is a list of words, such as [shop.jar]");
        return List.of();
      }
      return words;
    }

    private void known(String kind) {
      List<String> keys = new ArrayList<>(List.of("name", "kind", "actions"));
      keys.addAll(KEYS.getOrDefault(kind, List.of()));
      node.fieldNames()
          .forEachRemaining(
              name -> {
                if (!keys.contains(name)) {
                  problem(
                      "." + name,
                      "is not known of a "
                          + kind
                          + "; the keys here are "
                          + String.join(", ", keys));
                }
              });
    }

    private void problem(String under, String what) {
      problems.accept(place + under, what);
    }
  }
}
