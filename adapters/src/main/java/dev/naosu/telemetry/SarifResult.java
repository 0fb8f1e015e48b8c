package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What is kept of one result until the rules of its run are known.
///
/// @param rule its id; empty when only its number is told
/// @param number of the rule in the list of the tool; -1 when it is not told
/// @param level empty for that of the rule
/// @param text empty when the rule has it, under `textId`
/// @param file empty when only its number is told
/// @param fileNumber in the list of the run; -1 when it is not told
/// @param line 0 when it is not told
/// @param mark of the analyser, as texts; empty when it has none
record SarifResult(
    String rule,
    int number,
    String level,
    String text,
    String textId,
    List<String> arguments,
    String file,
    int fileNumber,
    int line,
    String snippet,
    String mark) {
  private static final int MOST_LETTERS = 4_000;
  private static final int MOST_NAME_LETTERS = 300;
  private static final int MOST_ARGUMENT_LETTERS = 200;
  private static final int MOST_ARGUMENTS = 10;
  private static final int MOST_MARKS = 20;
  private static final Pattern VARIABLE_PART = Pattern.compile("\\d++|\\s++");

  static SarifResult of(JsonNode result) {
    JsonNode rule = result.path("rule");
    String id = OutsideJson.text(result, "ruleId");
    JsonNode message = result.path("message");
    JsonNode place = result.path("locations").path(0).path("physicalLocation");
    JsonNode region = place.path("region");
    List<String> arguments = new ArrayList<>();
    for (JsonNode each : message.path("arguments")) {
      if (arguments.size() < MOST_ARGUMENTS) {
        arguments.add(cut(each.asText(), MOST_ARGUMENT_LETTERS));
      }
    }
    return new SarifResult(
        cut(id.isEmpty() ? OutsideJson.text(rule, "id") : id, MOST_NAME_LETTERS),
        result.path("ruleIndex").asInt(rule.path("index").asInt(-1)),
        cut(OutsideJson.text(result, "level"), MOST_NAME_LETTERS),
        cut(OutsideJson.text(message, "text"), MOST_LETTERS),
        cut(OutsideJson.text(message, "id"), MOST_NAME_LETTERS),
        List.copyOf(arguments),
        cut(OutsideJson.text(place.path("artifactLocation"), "uri"), MOST_LETTERS),
        place.path("artifactLocation").path("index").asInt(-1),
        Math.max(0, region.path("startLine").asInt(0)),
        cut(OutsideJson.text(region.path("snippet"), "text"), MOST_LETTERS),
        mark(result));
  }

  /// Whether it is a fault that is there, and that nobody has looked at and let be.
  static boolean isOpen(JsonNode result) {
    String kind = OutsideJson.text(result, "kind");
    return result.isObject()
        && (kind.isEmpty() || kind.equals("fail"))
        && !OutsideJson.text(result, "baselineState").equals("absent")
        && result.path("suppressions").isEmpty();
  }

  /// What tells it from others of its rule and file: the analyser's own word for it, else what
  /// stands there. Never the line, which moves.
  String mark(String message) {
    return mark.isEmpty()
        ? VARIABLE_PART.matcher(snippet.isEmpty() ? message : snippet).replaceAll(" ").strip()
        : mark;
  }

  private static String mark(JsonNode result) {
    for (String name : List.of("fingerprints", "partialFingerprints")) {
      Map<String, String> told = new TreeMap<>();
      for (Map.Entry<String, JsonNode> each : result.path(name).properties()) {
        if (told.size() < MOST_MARKS) {
          told.put(
              cut(each.getKey(), MOST_NAME_LETTERS),
              cut(each.getValue().asText(), MOST_NAME_LETTERS));
        }
      }
      if (!told.isEmpty()) {
        return told.toString();
      }
    }
    return "";
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
