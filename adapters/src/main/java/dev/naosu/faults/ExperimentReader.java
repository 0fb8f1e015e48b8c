package dev.naosu.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Experiment.Expectation;
import dev.naosu.prove.experiment.Experiment.Step;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Place;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Parameter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads experiments as people write them, and tells everything that is wrong at once.
public final class ExperimentReader {
  private static final long MOST_BYTES = 256 * 1024;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final List<String> KEYS =
      List.of(
          "name",
          "title",
          "service",
          "places",
          "steady",
          "during",
          "method",
          "every",
          "tolerance",
          "within");
  private static final List<String> STEP = List.of("fault", "at", "instance", "for", "wait");
  private static final String NAME = "[\\w][\\w-]{0,63}";

  private final Path base;
  private final List<String> problems = new ArrayList<>();

  private ExperimentReader(Path base) {
    this.base = base;
  }

  /// What the file says, or everything that is wrong with it.
  public sealed interface Reading {
    record Good(Experiment experiment) implements Reading {}

    /// @param problems each with its place and remedy
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Paths in the file are relative to its directory.
  public static Reading read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return new Reading.Bad(List.of(file + " is larger than any experiment"));
      }
      return read(
          Files.readString(file),
          file.toAbsolutePath().resolveSibling("").normalize(),
          file.toString());
    } catch (IOException e) {
      return new Reading.Bad(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  /// @param base that paths are relative to
  /// @param called how the text is called in what is wrong with it
  static Reading read(String text, Path base, String called) {
    try {
      JsonNode tree =
          YAMLMapper.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
              .build()
              .readTree(text);
      if (tree == null || !tree.isObject()) {
        return new Reading.Bad(
            List.of(called + " is not a list of keys and values; see docs/chaos.md"));
      }
      ExperimentReader reader = new ExperimentReader(base);
      Optional<Experiment> read = reader.experiment(tree);
      return read.isPresent() && reader.problems.isEmpty()
          ? new Reading.Good(read.get())
          : new Reading.Bad(reader.problems.stream().map(each -> called + ": " + each).toList());
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      return new Reading.Bad(
          List.of(
              called
                  + line
                  + ": not YAML: "
                  + e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  private Optional<Experiment> experiment(JsonNode tree) {
    known("", tree, KEYS);
    String name = text(tree, "name", "");
    if (!name.matches(NAME)) {
      problem("name", "is needed: letters, digits and -, such as shop-loses-an-instance");
    }
    String service = text(tree, "service", name);
    if (!service.matches("[\\w][\\w.:-]{0,127}")) {
      problem("service", "is a name, as in naosu-server.yml");
      service = "service";
    }
    SortedMap<String, Place> places = places(tree.path("places"));
    List<Expectation> steady = expectations("steady", tree.path("steady"), places);
    List<Expectation> during =
        tree.has("during") ? expectations("during", tree.path("during"), places) : steady;
    List<Step> method = method(tree.path("method"), service, places);
    if (!tree.has("steady")) {
      problem(
          "steady",
          "is needed: what holds before and after, as [{at: front, vital: http.ok, above: 99}]");
    }
    if (!tree.has("method")) {
      problem("method", "is needed: what is done, as [{fault: kill, at: app}]");
    }
    Duration every = time(tree, "every", Duration.ofSeconds(1), "every");
    Duration tolerance = time(tree, "tolerance", Duration.ofSeconds(10), "tolerance");
    Duration within = time(tree, "within", Duration.ofMinutes(1), "within");
    return problems.isEmpty()
        ? Optional.of(
            new Experiment(
                name,
                text(tree, "title", name),
                service,
                places,
                steady,
                during,
                method,
                every,
                tolerance,
                within))
        : Optional.empty();
  }

  private SortedMap<String, Place> places(JsonNode node) {
    SortedMap<String, Place> places = new TreeMap<>();
    if (!node.isObject() || node.isEmpty()) {
      problem(
          "places", "is needed: what is measured and touched, by name, as {app: {fleet: shop}}");
      return places;
    }
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      String where = "places." + each.getKey();
      if (!each.getKey().matches(NAME)) {
        problem(where, "is no name; letters, digits, _ and - are");
      } else {
        place(where, each.getValue()).ifPresent(place -> places.put(each.getKey(), place));
      }
    }
    return places;
  }

  private Optional<Place> place(String where, JsonNode node) {
    List<String> kinds =
        List.of("fleet", "pidFile", "pid", "proxy", "directory", "machine", "http");
    List<String> said = kinds.stream().filter(node::has).toList();
    if (said.size() != 1) {
      problem(
          where,
          "says one of " + String.join(", ", kinds) + "; as {http: http://localhost:8080/health}");
      return Optional.empty();
    }
    String kind = said.getFirst();
    List<String> allowed = new ArrayList<>(said);
    if (kind.startsWith("pid")) {
      allowed.add("restarted");
    }
    known(where + ".", node, allowed);
    String value = node.path(kind).asText("");
    if (value.isBlank()) {
      problem(where + "." + kind, "says nothing");
      return Optional.empty();
    }
    return switch (kind) {
      case "fleet" -> Optional.of(new Place.Instances(value));
      case "pidFile" -> Optional.of(new Place.Program(path(value), text(node, "restarted", "")));
      case "pid" -> {
        if (!value.matches("[1-9]\\d{0,9}")) {
          problem(where + ".pid", "is no number of a process");
          yield Optional.empty();
        }
        yield Optional.of(new Place.Program(value, text(node, "restarted", "")));
      }
      case "proxy" -> Optional.of(new Place.Link(path(value)));
      case "directory" -> Optional.of(new Place.Directory(path(value)));
      case "machine" -> {
        if (!value.equals("here")) {
          problem(where + ".machine", "can only be here");
        }
        yield Optional.of(new Place.Machine());
      }
      default -> address(where, value);
    };
  }

  private Optional<Place> address(String where, String value) {
    try {
      URI uri = URI.create(value);
      if (uri.getHost() != null && value.matches("https?://.*") && uri.getUserInfo() == null) {
        return Optional.of(new Place.Address(uri));
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    problem(where + ".http", "is no address; write it as http://localhost:8080/health");
    return Optional.empty();
  }

  private String path(String value) {
    return base.resolve(value).normalize().toString();
  }

  private List<Expectation> expectations(
      String key, JsonNode node, SortedMap<String, Place> places) {
    List<Expectation> all = new ArrayList<>();
    if (node.isMissingNode()) {
      return all;
    }
    if (!node.isArray() || node.isEmpty()) {
      problem(key, "is a list, as [{at: front, vital: http.ok, above: 99}]");
      return all;
    }
    for (int i = 0; i < node.size(); i++) {
      String where = key + "[" + i + "]";
      JsonNode each = node.get(i);
      known(where + ".", each, List.of("at", "vital", "above", "below", "for"));
      String at = text(each, "at", "");
      String vital = text(each, "vital", "");
      Place place = places.get(at);
      if (place == null) {
        problem(where + ".at", "names no place; there are " + places.keySet());
      } else {
        List<String> vitals = PlaceGauge.of(place).stream().map(Vital::name).toList();
        if (!vitals.contains(vital)) {
          problem(
              where + ".vital",
              vitals.isEmpty()
                  ? "nothing can be measured at " + at + "; measure at another place"
                  : "is one of " + String.join(", ", vitals) + " at " + at);
        }
      }
      if (each.has("above") == each.has("below")) {
        problem(where, "says either above or below, a number");
        continue;
      }
      Side side = each.has("above") ? Side.ABOVE : Side.BELOW;
      JsonNode threshold = each.path(side == Side.ABOVE ? "above" : "below");
      if (!threshold.isNumber()) {
        problem(where, "says above or below a number, not " + threshold.asText());
        continue;
      }
      all.add(
          new Expectation(
              at,
              new Condition(
                  vital,
                  side,
                  threshold.asDouble(),
                  time(each, "for", Duration.ZERO, where + ".for"))));
    }
    return all;
  }

  private List<Step> method(JsonNode node, String service, SortedMap<String, Place> places) {
    List<Step> steps = new ArrayList<>();
    if (node.isMissingNode()) {
      return steps;
    }
    if (!node.isArray() || node.isEmpty()) {
      problem("method", "is a list, as [{fault: kill, at: app}]");
      return steps;
    }
    for (int i = 0; i < node.size(); i++) {
      String where = "method[" + i + "]";
      JsonNode each = node.get(i);
      if (each.has("wait")) {
        known(where + ".", each, List.of("wait"));
        steps.add(new Step.Wait(time(each, "wait", Duration.ofSeconds(1), where + ".wait")));
      } else {
        fault(where, each, service, places).ifPresent(fault -> steps.add(new Step.Inject(fault)));
      }
    }
    if (steps.stream().noneMatch(Step.Inject.class::isInstance) && problems.isEmpty()) {
      problem("method", "does nothing; add a fault, as {fault: kill, at: app}");
    }
    return steps;
  }

  private Optional<Fault> fault(
      String where, JsonNode node, String service, SortedMap<String, Place> places) {
    String word = text(node, "fault", "");
    Optional<FaultKind> kind = FaultKind.named(word);
    if (kind.isEmpty()) {
      problem(
          where + ".fault",
          (word.isEmpty() ? "is needed" : word + " is no fault")
              + "; there are "
              + Arrays.stream(FaultKind.values())
                  .map(FaultKind::word)
                  .collect(Collectors.joining(", ")));
      return Optional.empty();
    }
    String at = text(node, "at", "");
    Place place = places.get(at);
    if (place == null) {
      problem(where + ".at", "names no place; there are " + places.keySet());
    } else if (!place.reaches().contains(kind.get().reach())) {
      problem(where, word + " cannot be done at " + at + "; it needs " + needs(kind.get()));
    } else if (kind.get() == FaultKind.KILL
        && place instanceof Place.Program process
        && process.restarted().isEmpty()) {
      problem(
          "places." + at + ".restarted",
          "is needed, as it is killed: who starts it anew, such as systemd");
    }
    String instance = text(node, "instance", "any");
    if (!instance.matches("[\\w][\\w.:-]{0,127}")) {
      problem(where + ".instance", "is any, or the name of one");
      instance = "any";
    }
    Map<String, String> given = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!STEP.contains(each.getKey())) {
        given.put(each.getKey(), each.getValue().asText());
      }
    }
    Duration time =
        time(
            node,
            "for",
            kind.get().isOver() ? Duration.ofSeconds(30) : Duration.ZERO,
            where + ".for");
    if (time.isZero()) {
      problem(where + ".for", "is needed: how long it acts, such as 20s");
    }
    switch (Arguments.read(kind.get().parameters(), given)) {
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          mistakes.forEach(each -> problem(where, each + allowed(kind.get())));
      case Arguments.Reading.Fit(Arguments arguments) -> {
        if (place != null && !time.isZero()) {
          return Optional.of(
              new Fault(
                  kind.get(),
                  new Target(service, at, instance.equals("any") ? "" : instance),
                  arguments,
                  time));
        }
      }
    }
    return Optional.empty();
  }

  private static String allowed(FaultKind kind) {
    return kind.parameters().isEmpty()
        ? "; " + kind.word() + " takes nothing"
        : "; "
            + kind.word()
            + " takes "
            + kind.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
  }

  private static String needs(FaultKind kind) {
    return switch (kind.reach()) {
      case PROCESS, JVM -> "a fleet, a pidFile or a pid";
      case LINK -> "a proxy";
      case DIRECTORY -> "a directory";
      case MACHINE -> "machine: here";
    };
  }

  private Duration time(JsonNode node, String key, Duration usual, String where) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return usual;
    }
    Parameter time = new Parameter(key, Parameter.Type.TIME, "", Optional.empty());
    if (!time.takes(value.asText())) {
      problem(where, "is no time; write it as 500ms, 20s or 2m");
      return usual;
    }
    Duration read = Parameter.time(value.asText());
    if (read.isZero() || read.compareTo(LONGEST) > 0) {
      problem(where, "is more than nothing and at most 1h");
      return usual;
    }
    return read;
  }

  private String text(JsonNode node, String key, String usual) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isValueNode()) {
      problem(key, "should be a text");
    }
    return value.asText(usual);
  }

  private void known(String where, JsonNode node, List<String> keys) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!keys.contains(name)) {
                problem(where + name, "is not known; the keys here are " + String.join(", ", keys));
              }
            });
  }

  private void problem(String where, String what) {
    problems.add(where + " " + what);
  }
}
