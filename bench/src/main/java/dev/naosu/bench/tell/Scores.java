package dev.naosu.bench.tell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What naosu is measured by, in points of 100, by name; the more the better.
///
/// @param points by names such as `nab standard` or `loghub ga`
public record Scores(SortedMap<String, Double> points) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DETECTOR = "random cut forest";
  private static final String STAGE = "onsets, fatigue, least effect";
  private static final List<String> PROFILES = List.of("standard", "low FP", "low FN");

  public Scores {
    points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
  }

  /// How one score stands.
  ///
  /// @param before empty when it was not measured then
  /// @param now empty when it is not measured now
  public record Compared(String name, Optional<Double> before, Optional<Double> now) {
    /// Whether it is worse than before by more than that; what is not measured any more is.
    public boolean isWorse(double points) {
      return before.isPresent()
          && now.map(each -> before.get() - each > points + 1e-9).orElse(true);
    }
  }

  /// As [#json()] wrote it.
  ///
  /// @throws IOException with a text for people
  public static Scores read(Path file) throws IOException {
    SortedMap<String, Double> points = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : tree(file).path("points").properties()) {
      points.put(each.getKey(), each.getValue().asDouble());
    }
    if (points.isEmpty()) {
      throw new IOException(
          file + " holds no scores; naosu bench compare --write makes such a file");
    }
    return new Scores(points);
  }

  /// Of what `naosu bench nab`, `loghub` or `faults` wrote with `--json`.
  ///
  /// @throws IOException with a text for people, when it is none of these
  public static Scores of(Path file) throws IOException {
    JsonNode tree = tree(file);
    SortedMap<String, Double> points = new TreeMap<>();
    for (JsonNode row : tree.path("rows")) {
      if (row.path("detector").asText().equals(DETECTOR)
          && row.path("stage").asText().equals(STAGE)) {
        for (String profile : PROFILES) {
          points.put("nab " + profile, row.path(profile).path("score").asDouble());
          points.put("nab " + profile + ", held out", row.path(profile).path("heldOut").asDouble());
        }
      }
    }
    JsonNode mean = tree.path("mean");
    if (mean.path("ga").isNumber()) {
      for (String measure : List.of("ga", "fga", "pa")) {
        points.put("loghub " + measure, 100 * mean.path(measure).asDouble());
      }
    }
    JsonNode all = tree.path("all");
    if (all.path("healed").isNumber() && all.path("times").asInt() > 0) {
      double times = all.path("times").asInt();
      points.put("faults healed", 100 * all.path("healed").asDouble());
      points.put("faults without a wrong action", 100 * (1 - all.path("wrong").asInt() / times));
    }
    if (points.isEmpty()) {
      throw new IOException(
          file + " is none of what naosu bench nab, loghub and faults write with --json");
    }
    return new Scores(points);
  }

  private static JsonNode tree(Path file) throws IOException {
    JsonNode tree = MAPPER.readTree(Files.readString(file));
    if (tree == null || !tree.isObject()) {
      throw new IOException(file + " holds no JSON object");
    }
    return tree;
  }

  public Scores with(Scores others) {
    SortedMap<String, Double> all = new TreeMap<>(points);
    all.putAll(others.points);
    return new Scores(all);
  }

  /// By name.
  public List<Compared> since(Scores before) {
    TreeMap<String, Double> names = new TreeMap<>(before.points);
    names.putAll(points);
    List<Compared> compared = new ArrayList<>();
    for (String name : names.keySet()) {
      compared.add(
          new Compared(
              name,
              Optional.ofNullable(before.points.get(name)),
              Optional.ofNullable(points.get(name))));
    }
    return compared;
  }

  /// A table in Markdown that reads well on a terminal too.
  ///
  /// @param most points that a score may lose
  public static String table(List<Compared> compared, double most) {
    StringBuilder text =
        new StringBuilder("| | last release | now | |\n| --- | ---: | ---: | --- |\n");
    for (Compared each : compared) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  each.name(),
                  written(each.before()),
                  written(each.now()),
                  each.isWorse(most) ? "**worse**" : each.before().isEmpty() ? "new" : "kept"));
    }
    return text.toString();
  }

  private static String written(Optional<Double> points) {
    return points.map(each -> String.format(Locale.ROOT, "%.1f", each)).orElse("not measured");
  }

  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode all = root.putObject("points");
    points.forEach((name, value) -> all.put(name, Math.round(value * 100) / 100.0));
    return root.toPrettyString() + "\n";
  }
}
