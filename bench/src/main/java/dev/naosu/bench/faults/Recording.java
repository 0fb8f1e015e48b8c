package dev.naosu.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the metrics of a scene were like, so that causes can be looked for again without it.
///
/// @param onset when the fault began
/// @param tracks from before to after; every one has points
public record Recording(Scene scene, Instant onset, List<Track> tracks) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ENDING = ".scene.json";
  private static final MathContext DIGITS = new MathContext(6);

  public Recording {
    tracks = List.copyOf(tracks);
  }

  /// How long the fault was watched.
  Duration after() {
    return tracks.stream()
        .map(track -> Duration.between(onset, track.points().getLast().at()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private record Column(String service, String name, SortedMap<String, String> labels) {}

  /// One track for each metric of a service, whatever version of it ran: as a server remembers
  /// them, and as tables of metrics have them.
  List<Track> acrossVersions() {
    Map<Column, Track> columns = new LinkedHashMap<>();
    for (Track track : tracks) {
      Series series = track.series();
      columns.merge(
          new Column(series.origin().service(), series.name(), series.labels()),
          track,
          (one, other) -> {
            List<Point> points = new ArrayList<>(one.points());
            points.addAll(other.points());
            points.sort(Comparator.comparing(Point::at));
            return new Track(one.series(), points);
          });
    }
    return List.copyOf(columns.values());
  }

  /// @return those of a directory, in the order of their names
  public static List<Recording> read(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + ENDING)) {
      found.forEach(files::add);
    }
    files.sort(null);
    if (files.isEmpty()) {
      throw new IOException(
          directory + " holds no scenes; --record " + directory + " puts some there");
    }
    List<Recording> recordings = new ArrayList<>();
    for (Path file : files) {
      recordings.add(of(MAPPER.readTree(Files.readAllBytes(file))));
    }
    return recordings;
  }

  public void write(Path directory) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("id", scene.id())
        .put("fault", scene.fault().name())
        .put("service", scene.service())
        .put("to", scene.to())
        .put("order", scene.order())
        .put("seed", scene.seed())
        .put("onset", onset.toString());
    ArrayNode list = root.putArray("tracks");
    for (Track track : tracks) {
      Series series = track.series();
      ObjectNode node =
          list.addObject()
              .put("service", series.origin().service())
              .put("version", series.origin().version())
              .put("environment", series.origin().environment())
              .put("name", series.name())
              .put("shape", series.shape().name());
      ObjectNode labels = node.putObject("labels");
      series.labels().forEach(labels::put);
      ArrayNode at = node.putArray("millis");
      ArrayNode values = node.putArray("values");
      for (Point point : track.points()) {
        at.add(Duration.between(onset, point.at()).toMillis());
        values.add(new BigDecimal(point.value()).round(DIGITS).doubleValue());
      }
    }
    AtomicFile.write(Files.createDirectories(directory).resolve(scene.id() + ENDING), root + "\n");
  }

  private static Recording of(JsonNode root) {
    Instant onset = Instant.parse(root.path("onset").asText());
    List<Track> tracks = new ArrayList<>();
    for (JsonNode node : root.path("tracks")) {
      SortedMap<String, String> labels = new TreeMap<>();
      node.path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < node.path("millis").size(); i++) {
        points.add(
            new Point(
                onset.plusMillis(node.path("millis").path(i).asLong()),
                node.path("values").path(i).asDouble()));
      }
      Origin origin =
          new Origin(
              node.path("service").asText(),
              node.path("version").asText(),
              node.path("environment").asText());
      tracks.add(
          new Track(
              new Series(
                  origin,
                  node.path("name").asText(),
                  labels,
                  Shape.valueOf(node.path("shape").asText())),
              points));
    }
    Scene scene =
        new Scene(
            root.path("id").asText(),
            Fault.valueOf(root.path("fault").asText()),
            root.path("service").asText(),
            root.path("to").asText(),
            root.path("order").asText(),
            root.path("seed").asLong());
    return new Recording(scene, onset, tracks);
  }
}
