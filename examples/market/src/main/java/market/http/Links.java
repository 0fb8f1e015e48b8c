package market.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import market.faults.Faults;
import market.tell.Durations;
import market.tell.Meter;

/** The other services that this one asks: a few connections to each, and never for ever. */
public final class Links {
  private static final int CONNECTIONS = 8;
  private static final long CONNECTION_WAIT_MILLIS = 500;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final int CLIENT_THREADS = 2;

  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Faults faults;
  private final HttpClient client;

  /**
   * @param services by name
   */
  public Links(Map<String, URI> services, Faults faults, Meter meter) {
    this.faults = faults;
    ExecutorService threads =
        Executors.newFixedThreadPool(
            CLIENT_THREADS,
            task -> {
              Thread thread = new Thread(task, "client");
              thread.setDaemon(true);
              return thread;
            });
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .executor(threads)
            .build();
    services.forEach((name, address) -> links.put(name, new Link(address, name, meter)));
  }

  private static final class Link {
    private final URI address;
    private final Semaphore free = new Semaphore(CONNECTIONS, true);
    private final Meter.Count errors;
    private final Durations durations;

    Link(URI address, String name, Meter meter) {
      this.address = address;
      Map<String, String> labels = Map.of("server.address", name);
      errors = meter.count("http.client.errors", "{request}", labels);
      durations = meter.durations("http.client.request.duration", labels);
      meter.gauge(
          "http.client.connections.busy",
          "{connection}",
          labels,
          () -> CONNECTIONS - free.availablePermits());
      meter.gauge("http.client.connections.waiting", "{request}", labels, free::getQueueLength);
    }
  }

  /** The other one's answer. */
  public String ask(Asked asked, String service, String path)
      throws IOException, InterruptedException {
    Link link = links.get(service);
    if (link == null) {
      throw new IllegalStateException("there is no link to " + service);
    }
    if (!link.free.tryAcquire(CONNECTION_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new Unavailable("no connection to " + service + " is free");
    }
    long start = System.nanoTime();
    try {
      faults.disturb(service);
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(link.address.resolve(path)).timeout(ANSWER_LIMIT).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() >= 500) {
        throw new Unavailable(service + " answered " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      link.errors.add(1);
      throw e instanceof Unavailable ? e : new Unavailable(service + ": " + e);
    } finally {
      long nanos = System.nanoTime() - start;
      link.durations.add(nanos);
      asked.waited(nanos);
      if (!faults.leaks(service)) {
        link.free.release();
      }
    }
  }
}
