package shop.recorder;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import shop.http.Request;
import shop.json.Json;

/**
 * Sends what the recorder tells to naosu, one event after the other on a thread of its own. When
 * naosu is slow or away, events are dropped; the shop never waits for it.
 */
public final class Reporter implements AutoCloseable {
  private static final int QUEUED = 512;
  private static final int TRACE_CHARACTERS = 32_768;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 500;

  private final BlockingQueue<Recorded> queue = new ArrayBlockingQueue<>(QUEUED);
  private final Thread thread;

  /**
   * Begins to send to {@code url/api/v1/events}.
   *
   * @param token sent as bearer token; none when empty
   * @param version of the service that is running
   */
  public Reporter(URI url, String token, String service, String version) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(url.toString().replaceFirst("/+$", "") + "/api/v1/events"))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    thread = new Thread(() -> send(request, service, version), "naosu reporter");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes what was recorded, or drops it when too much is waiting. Returns at once. */
  public void report(Recorded recorded) {
    queue.offer(recorded);
  }

  /** Stops; what is waiting is dropped. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void send(HttpRequest.Builder request, String service, String version) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Recorded recorded = queue.take();
        try {
          String event = Json.write(event(recorded, service, version));
          client.send(
              request.POST(HttpRequest.BodyPublishers.ofString(event)).build(),
              BodyHandlers.discarding());
        } catch (IOException | RuntimeException e) {
          // exceptions of the shop may be odd enough to fail while they are told
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> event(Recorded recorded, String service, String version) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("service", service);
    event.put("version", version);
    event.put("at", recorded.at().toString());
    recorded
        .answer()
        .failure()
        .ifPresentOrElse(
            thrown -> {
              event.put("kind", "exception");
              event.put("message", message(thrown));
              event.put("trace", trace(thrown));
            },
            () -> {
              event.put("kind", "request");
              event.put("message", recorded.route() + " " + recorded.answer().status());
            });
    event.put("request", request(recorded));
    return event;
  }

  private static Map<String, Object> request(Recorded recorded) {
    Request request = recorded.request();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", request.id());
    told.put("method", request.method());
    told.put("path", request.path());
    told.put("query", request.query());
    told.put("headers", request.headers());
    told.put("body", request.body());
    told.put("bodyCut", !Recorded.isWhole(request.body()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", recorded.answer().status());
    answer.put("body", recorded.answer().body());
    answer.put("bodyCut", !Recorded.isWhole(recorded.answer().body()));
    told.put("answer", answer);
    return told;
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.toString() : message;
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.getBuffer().substring(0, Math.min(trace.getBuffer().length(), TRACE_CHARACTERS));
  }
}
