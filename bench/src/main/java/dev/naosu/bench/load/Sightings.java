package dev.naosu.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks at the list of incidents, as somebody would who waits for them, and notes when each fault
/// is there for the first time.
final class Sightings implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final ServedNaosu server;
  private final Map<Integer, Long> firstSent;
  private final Map<Integer, Long> seen = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final Thread thread;

  /// @param firstSent when each fault was first told of, by `System.nanoTime()`; it grows
  Sightings(ServedNaosu server, Map<Integer, Long> firstSent) {
    this.server = server;
    this.firstSent = firstSent;
    this.thread = Thread.ofPlatform().daemon().name("sightings").unstarted(this::watch);
  }

  Sightings begin() {
    thread.start();
    return this;
  }

  /// When each fault was there.
  Map<Integer, Long> seen() throws IOException {
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return seen;
  }

  /// Waits until all faults that were told of are there.
  ///
  /// @return false when some are not in time
  boolean awaitAll(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!seen().keySet().containsAll(firstSent.keySet())) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(GLANCE);
    }
    return true;
  }

  private void watch() {
    try {
      while (true) {
        if (!seen.keySet().containsAll(firstSent.keySet())) {
          look();
        }
        Thread.sleep(GLANCE);
      }
    } catch (IOException e) {
      failure.set(e);
    } catch (InterruptedException _) {
      // enough was seen
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws IOException, InterruptedException {
    JsonNode page = server.json("/api/v1/incidents?limit=50");
    long now = System.nanoTime();
    for (JsonNode incident : page.path("incidents")) {
      String service = incident.path("service").asText();
      if (service.startsWith(Fault.SERVICE)) {
        seen.putIfAbsent(Integer.parseInt(service.substring(Fault.SERVICE.length())), now);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
