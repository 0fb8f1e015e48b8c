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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of an analyser. Its rules may stand before or behind its results.
final class SarifRun {
  /// Short, as an argument may stand in it many times.
  private static final int MOST_FORMAT_LETTERS = 1_000;

  private static final int MOST_FILE_LETTERS = 4_000;
  private static final double MOST_SEVERE = 10;
  private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");

  private final Map<String, JsonNode> rulesById = new HashMap<>();
  private final List<JsonNode> rules = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final List<SarifResult> results = new ArrayList<>();
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
            run.collect(parser, most);
          } else {
            parser.skipChildren();
          }
        }
        default -> parser.skipChildren();
      }
    }
    return run.results.stream()
        .map(run::finding)
        .filter(each -> each.level().equals("error") || each.level().equals("warning"))
        .toList();
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    JsonNode node = parser.readValueAsTree();
    return node == null ? MissingNode.getInstance() : node;
  }

  private void collect(JsonParser parser, int most) throws Unreadable, IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode result = tree(parser);
      if (SarifResult.isOpen(result)) {
        results.add(SarifResult.of(result));
      }
      if (results.size() > most) {
        throw new Unreadable(
            413, "the log has too many results", "send each run by itself, as analysers write it");
      }
    }
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

  private Finding finding(SarifResult result) {
    int number = result.number();
    JsonNode byNumber =
        number >= 0 && number < rules.size() ? rules.get(number) : MissingNode.getInstance();
    // an id may have more to it than that of its rule: CA1000/1
    JsonNode rule = rulesById.getOrDefault(result.rule(), byNumber);
    String id = result.rule().isEmpty() ? OutsideJson.text(rule, "id") : result.rule();
    String message = message(result, rule);
    return new Finding(
        id.isEmpty() ? "a rule without a name" : id,
        level(result, rule),
        severity(rule),
        message,
        file(result),
        result.line(),
        result.snippet(),
        result.mark(message),
        OutsideJson.text(rule, "helpUri"),
        tool);
  }

  private static String level(SarifResult result, JsonNode rule) {
    String usual = OutsideJson.text(rule.path("defaultConfiguration"), "level");
    return !result.level().isEmpty() ? result.level() : usual.isEmpty() ? "warning" : usual;
  }

  private static double severity(JsonNode rule) {
    double severity = rule.path("properties").path("security-severity").asDouble(0);
    return severity >= 0 && severity <= MOST_SEVERE ? severity : 0;
  }

  private String file(SarifResult result) {
    int number = result.fileNumber();
    return result.file().isEmpty() && number >= 0 && number < files.size()
        ? SarifResult.cut(files.get(number), MOST_FILE_LETTERS)
        : result.file();
  }

  /// A text, or one of the rule's with arguments to be put in.
  private static String message(SarifResult result, JsonNode rule) {
    if (!result.text().isEmpty()) {
      return result.text();
    }
    String format = OutsideJson.text(rule.path("messageStrings").path(result.textId()), "text");
    return ARGUMENT
        .matcher(SarifResult.cut(format, MOST_FORMAT_LETTERS))
        .replaceAll(found -> Matcher.quoteReplacement(argument(result, found.group(1))));
  }

  private static String argument(SarifResult result, String digit) {
    int number = Integer.parseInt(digit);
    return number < result.arguments().size() ? result.arguments().get(number) : "";
  }
}
