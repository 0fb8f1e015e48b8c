package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.naosu.telemetry.Received.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of an analyser. Its rules may stand before or behind its results.
final class SarifRun {
  private static final int MOST_LETTERS = 4_000;

  /// Short, as an argument may stand in it many times.
  private static final int MOST_FORMAT = 1_000;

  private static final int MOST_ARGUMENT = 200;
  private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");
  private static final Pattern VARIABLE_PART = Pattern.compile("\\d++|\\s++");

  private final Map<String, JsonNode> rulesById = new HashMap<>();
  private final List<JsonNode> rules = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private String tool = "";

  private SarifRun() {}

  /// What an analyser found.
  ///
  /// @param level `error` or `warning`
  /// @param severity as GitHub reads it, from 0 to 10; 0 when it is not told
  /// @param file as the analyser names it, mostly relative to the repository; may be empty
  /// @param line 0 when it is not told
  /// @param mark tells it from others of its rule and file, and stays when lines move
  record Finding(
      String rule,
      String level,
      double severity,
      String message,
      String file,
      int line,
      String snippet,
      String mark,
      String help,
      String tool) {
    static final Comparator<Finding> WORST_FIRST =
        Comparator.comparing((Finding each) -> each.level().equals("error") ? 0 : 1)
            .thenComparing(each -> -each.severity());

    String place() {
      return line > 0 ? file + ":" + line : file;
    }
  }

  /// @param parser before the run; left behind it
  /// @param most results
  static List<Finding> read(JsonParser parser, int most) throws Unreadable, IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new Unreadable(400, "a run is no object", "send a log as analysers write it");
    }
    SarifRun run = new SarifRun();
    List<JsonNode> results = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "tool" -> run.learn(tree(parser));
        case "artifacts" -> {
          for (JsonNode each : tree(parser)) {
            run.files.add(OutsideJson.text(each.path("location"), "uri"));
          }
        }
        case "results" -> {
          if (value == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              JsonNode result = tree(parser);
              if (isOpen(result)) {
                results.add(result);
              }
              if (results.size() > most) {
                throw new Unreadable(
                    413, "the log has too many results", "send the runs one by one");
              }
            }
          } else {
            parser.skipChildren();
          }
        }
        default -> parser.skipChildren();
      }
    }
    return results.stream()
        .map(run::finding)
        .filter(each -> each.level().equals("error") || each.level().equals("warning"))
        .toList();
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    JsonNode node = parser.readValueAsTree();
    return node == null ? MissingNode.getInstance() : node;
  }

  /// Whether it is a fault that is there, and that nobody has looked at and let be.
  private static boolean isOpen(JsonNode result) {
    String kind = OutsideJson.text(result, "kind");
    return result.isObject()
        && (kind.isEmpty() || kind.equals("fail"))
        && !OutsideJson.text(result, "baselineState").equals("absent")
        && result.path("suppressions").isEmpty();
  }

  private void learn(JsonNode told) {
    JsonNode driver = told.path("driver");
    tool = OutsideJson.text(driver, "name");
    driver.path("rules").forEach(rules::add);
    rules.forEach(rule -> rulesById.putIfAbsent(OutsideJson.text(rule, "id"), rule));
    for (JsonNode extension : told.path("extensions")) {
      for (JsonNode rule : extension.path("rules")) {
        rulesById.putIfAbsent(OutsideJson.text(rule, "id"), rule);
      }
    }
  }

  private Finding finding(JsonNode result) {
    String named = OutsideJson.text(result, "ruleId");
    String id = named.isEmpty() ? OutsideJson.text(result.path("rule"), "id") : named;
    int index = result.path("ruleIndex").asInt(result.path("rule").path("index").asInt(-1));
    JsonNode byIndex =
        index >= 0 && index < rules.size() ? rules.get(index) : MissingNode.getInstance();
    // an id may have more to it than that of its rule: CA1000/1
    JsonNode rule = rulesById.getOrDefault(id, byIndex);
    String ruleId = id.isEmpty() ? OutsideJson.text(rule, "id") : id;
    JsonNode place = result.path("locations").path(0).path("physicalLocation");
    String snippet = OutsideJson.text(place.path("region").path("snippet"), "text");
    String message = message(result.path("message"), rule);
    String file = file(place.path("artifactLocation"));
    return new Finding(
        cut(ruleId.isEmpty() ? "a rule without a name" : ruleId),
        level(result, rule),
        severity(rule),
        cut(message),
        cut(file),
        Math.max(0, place.path("region").path("startLine").asInt(0)),
        cut(snippet),
        mark(result, snippet, message),
        OutsideJson.text(rule, "helpUri"),
        tool);
  }

  private static String level(JsonNode result, JsonNode rule) {
    String told = OutsideJson.text(result, "level");
    String usual = OutsideJson.text(rule.path("defaultConfiguration"), "level");
    return !told.isEmpty() ? told : usual.isEmpty() ? "warning" : usual;
  }

  private static double severity(JsonNode rule) {
    double severity = rule.path("properties").path("security-severity").asDouble(0);
    return severity >= 0 && severity <= 10 ? severity : 0;
  }

  private String file(JsonNode location) {
    String uri = OutsideJson.text(location, "uri");
    int index = location.path("index").asInt(-1);
    return uri.isEmpty() && index >= 0 && index < files.size() ? files.get(index) : uri;
  }

  /// A text, or one of the rule's with arguments to be put in.
  private static String message(JsonNode told, JsonNode rule) {
    String text = OutsideJson.text(told, "text");
    if (!text.isEmpty()) {
      return text;
    }
    String format =
        OutsideJson.text(
            rule.path("messageStrings").path(OutsideJson.text(told, "id")), "text");
    JsonNode arguments = told.path("arguments");
    return ARGUMENT
        .matcher(cut(format, MOST_FORMAT))
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    cut(
                        arguments.path(Integer.parseInt(found.group(1))).asText(),
                        MOST_ARGUMENT)));
  }

  /// The analyser's own word for it, else what stands there: never the line, which moves.
  private static String mark(JsonNode result, String snippet, String message) {
    Map<String, String> told = new TreeMap<>();
    for (String name : List.of("fingerprints", "partialFingerprints")) {
      if (told.isEmpty()) {
        for (Map.Entry<String, JsonNode> each : result.path(name).properties()) {
          told.put(each.getKey(), each.getValue().asText());
        }
      }
    }
    return told.isEmpty()
        ? VARIABLE_PART.matcher(snippet.isEmpty() ? message : snippet).replaceAll(" ").strip()
        : told.toString();
  }

  private static String cut(String text) {
    return cut(text, MOST_LETTERS);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
