package dev.naosu.bench.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;

/// A checkout of the Numenta Anomaly Benchmark: its metrics, its labels, what others found.
final class Nab {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SECONDS = "2014-04-10 07:15:00".length();

  private final Path directory;

  Nab(Path directory) {
    this.directory = directory;
  }

  /// All labelled metrics, by name.
  List<Series> series() throws IOException {
    JsonNode labels = json("labels/combined_windows.json");
    List<Series> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      all.add(series(label.getKey(), label.getValue()));
    }
    return all;
  }

  private Series series(String name, JsonNode windows) throws IOException {
    Path file = directory.resolve("data").resolve(name);
    List<CSVRecord> rows = Csv.read(file, "timestamp", "value");
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      places.putIfAbsent(rows.get(i).get("timestamp"), i);
    }
    List<Series.Window> anomalies = new ArrayList<>();
    for (JsonNode window : windows) {
      Integer first = places.get(seconds(window.path(0)));
      Integer last = places.get(seconds(window.path(1)));
      if (first == null || last == null) {
        throw new IOException(file + " has no value at an end of the window " + window);
      }
      anomalies.add(new Series.Window(first, last));
    }
    return new Series(name, numbers(file, rows, "value"), anomalies);
  }

  private static String seconds(JsonNode time) {
    String text = time.asText();
    return text.length() <= SECONDS ? text : text.substring(0, SECONDS);
  }

  /// Detectors whose grades are in the checkout.
  List<String> published() throws IOException {
    Path results = directory.resolve("results");
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(results)) {
      return all.filter(Files::isDirectory)
          .map(each -> String.valueOf(each.getFileName()))
          .sorted()
          .toList();
    }
  }

  /// What another detector gave each value, by the names of the series.
  Map<String, double[]> published(String detector, List<Series> series) throws IOException {
    Map<String, double[]> grades = new HashMap<>();
    for (Series each : series) {
      int slash = each.name().indexOf('/');
      Path file =
          directory
              .resolve("results")
              .resolve(detector)
              .resolve(each.name().substring(0, slash))
              .resolve(detector + "_" + each.name().substring(slash + 1));
      grades.put(each.name(), numbers(file, Csv.read(file, "anomaly_score"), "anomaly_score"));
    }
    return grades;
  }

  /// The score that NAB's own list has for a detector.
  Optional<Double> listed(String detector, Profile profile) throws IOException {
    JsonNode score = json("results/final_results.json").path(detector).path(profile.title());
    return score.isNumber() ? Optional.of(score.asDouble()) : Optional.empty();
  }

  private static double[] numbers(Path file, List<CSVRecord> rows, String column)
      throws IOException {
    try {
      return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(column))).toArray();
    } catch (NumberFormatException e) {
      throw new IOException(file + " has a " + column + " that is no number", e);
    }
  }

  private JsonNode json(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IOException(
          file + " cannot be read; --data should be a checkout of github.com/numenta/NAB", e);
    }
  }
}
