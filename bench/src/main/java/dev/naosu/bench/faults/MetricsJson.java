package dev.naosu.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Metrics as the market tells them, OTLP in JSON: gauges, and sums since the start.
final class MetricsJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ENVIRONMENT = "bench";

  private MetricsJson() {}

  static List<Sample> samples(byte[] body) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (JsonNode resource : MAPPER.readTree(body).path("resourceMetrics")) {
      Map<String, String> of = attributes(resource.path("resource").path("attributes"));
      Origin origin =
          new Origin(
              of.getOrDefault("service.name", ""),
              of.getOrDefault("service.version", ""),
              ENVIRONMENT);
      for (JsonNode scope : resource.path("scopeMetrics")) {
        for (JsonNode metric : scope.path("metrics")) {
          read(origin, metric, samples);
        }
      }
    }
    return samples;
  }

  private static void read(Origin origin, JsonNode metric, List<Sample> samples) {
    boolean isSum = metric.has("sum");
    Shape shape = isSum ? Shape.COUNTER : Shape.GAUGE;
    for (JsonNode point : metric.path(isSum ? "sum" : "gauge").path("dataPoints")) {
      long nanos = point.path("timeUnixNano").asLong();
      samples.add(
          new Sample(
              new Series(
                  origin,
                  metric.path("name").asText(),
                  attributes(point.path("attributes")),
                  shape),
              Instant.ofEpochSecond(0, nanos),
              point.path("asDouble").asDouble()));
    }
  }

  private static SortedMap<String, String> attributes(JsonNode list) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (JsonNode each : list) {
      attributes.put(
          each.path("key").asText(), each.path("value").path("stringValue").asText());
    }
    return attributes;
  }
}
