package market.tell;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Tells the metrics once a second, as OTLP in JSON, on a thread of its own. What cannot be sent is
 * dropped.
 */
public final class Teller {
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HttpRequest.Builder request;
  private final String service;
  private final String version;
  private final Meter meter;
  private final String started = nanos(Instant.now());

  /**
   * @param url of the receiver; {@code /v1/metrics} is added
   * @param token sent as bearer token; none when empty
   */
  public Teller(String url, String token, String service, String version, Meter meter) {
    request =
        HttpRequest.newBuilder(URI.create(url.replaceFirst("/+$", "") + "/v1/metrics"))
            .timeout(LIMIT)
            .header("Content-Type", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    this.service = service;
    this.version = version;
    this.meter = meter;
  }

  public void start() {
    Thread thread = new Thread(this::run, "teller");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private void run() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .executor(Runnable::run)
            .build();
    long due = System.currentTimeMillis();
    try {
      while (true) {
        String body = body(nanos(Instant.now()));
        try {
          client.send(
              request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              BodyHandlers.discarding());
        } catch (IOException e) {
          // a receiver that is away shall not matter here; the next second is told again
        }
        due = Math.max(due + PAUSE_MILLIS, System.currentTimeMillis());
        Thread.sleep(Math.max(1, due - System.currentTimeMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String nanos(Instant at) {
    return at.getEpochSecond() + String.format("%09d", at.getNano());
  }

  private String body(String now) {
    StringBuilder json = new StringBuilder();
    json.append("{\"resourceMetrics\":[{\"resource\":{\"attributes\":");
    attributes(Map.of("service.name", service, "service.version", version), json);
    json.append("},\"scopeMetrics\":[{\"scope\":{\"name\":\"market\"},\"metrics\":[");
    String separator = "";
    for (Meter.Metric metric : meter.metrics()) {
      double value = metric.value().getAsDouble();
      if (Double.isFinite(value)) {
        json.append(separator);
        metric(metric, value, now, json);
        separator = ",";
      }
    }
    return json.append("]}]}]}").toString();
  }

  private void metric(Meter.Metric metric, double value, String now, StringBuilder json) {
    json.append("{\"name\":\"").append(metric.name());
    json.append("\",\"unit\":\"").append(metric.unit());
    json.append(
        metric.isSum()
            ? "\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true"
            : "\",\"gauge\":{\"dataPoints\":[{\"attributes\":");
    if (metric.isSum()) {
      json.append(",\"dataPoints\":[{\"startTimeUnixNano\":\"").append(started);
      json.append("\",\"attributes\":");
    }
    attributes(metric.labels(), json);
    json.append(",\"timeUnixNano\":\"").append(now);
    json.append("\",\"asDouble\":").append(value).append("}]}}");
  }

  /** Names and values are our own and need no quoting. */
  private static void attributes(Map<String, String> labels, StringBuilder json) {
    json.append('[');
    String separator = "";
    for (Map.Entry<String, String> label : labels.entrySet()) {
      json.append(separator).append("{\"key\":\"").append(label.getKey());
      json.append("\",\"value\":{\"stringValue\":\"").append(label.getValue()).append("\"}}");
      separator = ",";
    }
    json.append(']');
  }
}
