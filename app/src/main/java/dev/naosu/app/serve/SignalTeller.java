package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.gateway.Captured;
import dev.naosu.gateway.GatewaySettings.Tell;
import dev.naosu.gateway.Witness;
import dev.naosu.telemetry.EventWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Tells a naosu server what a gateway has captured, as events. It never waits: what the server
/// does not take in time is dropped and counted.
public final class SignalTeller implements Witness, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.gateway");
  private static final int WAITING = 500;
  private static final int BATCH = 50;
  private static final Duration GATHERING = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final URI events;
  private final Path tokenFile;
  private final EventWriter writer;
  private final BlockingQueue<Captured> waiting = new ArrayBlockingQueue<>(WAITING);
  private final LongAdder dropped = new LongAdder();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Thread thread;

  /// @param service whose requests they are
  public SignalTeller(String service, Tell tell) {
    this.events = tell.naosu().resolve("/api/v1/events");
    this.tokenFile = tell.tokenFile();
    this.writer = new EventWriter(service);
    this.thread = Thread.ofPlatform().daemon().name("signals").start(this::tellAll);
  }

  @Override
  public void saw(Captured captured) {
    if (isWorthTelling(captured) && !waiting.offer(captured)) {
      dropped.increment();
    }
  }

  /// A good request shows something only when it can be sent again.
  private static boolean isWorthTelling(Captured captured) {
    return EventWriter.isTold(captured.request())
        && (captured.request().role() == Role.FAILING || !captured.requestLeftOut());
  }

  /// How many were dropped.
  public long dropped() {
    return dropped.sum();
  }

  private void tellAll() {
    try {
      long told = 0;
      while (true) {
        List<Captured> batch = new ArrayList<>(List.of(waiting.take()));
        TimeUnit.MILLISECONDS.sleep(GATHERING.toMillis());
        waiting.drainTo(batch, BATCH - 1);
        tell(batch);
        if (dropped() > told) {
          told = dropped();
          LOG.log(
              System.Logger.Level.WARNING,
              told + " captured requests could not be told to " + events.getAuthority());
        }
      }
    } catch (InterruptedException _) {
      // the gateway ends
      Thread.currentThread().interrupt();
    }
  }

  /// Until the server has taken it, or refuses it for good.
  private void tell(List<Captured> batch) throws InterruptedException {
    byte[] body = body(batch);
    Duration pause = GATHERING;
    boolean complained = false;
    while (true) {
      String problem;
      try {
        HttpResponse<String> answer = client.send(request(body), BodyHandlers.ofString());
        int status = answer.statusCode();
        if (status / 100 == 2) {
          return;
        }
        problem = "it answers " + status;
        if (status == 400 || status == 413 || status == 415) {
          dropped.add(batch.size());
          LOG.log(System.Logger.Level.WARNING, "naosu refuses what was captured: " + status);
          return;
        }
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
      }
      if (!complained) {
        complained = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "naosu at " + events.getAuthority() + " takes no signals now: " + problem);
      }
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  /// The token is read each time, as it may be exchanged.
  private HttpRequest request(byte[] body) throws IOException {
    return HttpRequest.newBuilder(events)
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + Files.readString(tokenFile).strip())
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private byte[] body(List<Captured> batch) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Captured each : batch) {
      ObjectNode event = writer.request(each.request().id(), each.request());
      event.put("version", each.version().name());
      event.put("at", each.at().toString());
      if (each.requestLeftOut()) {
        event.withObject("/request").put("bodyCut", true);
      }
      list.add(event);
    }
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
