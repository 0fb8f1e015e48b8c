package market.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import market.DataDirectory;
import market.faults.Faults;
import market.tell.Durations;
import market.tell.Meter;

/** Answers requests on this machine with a few threads, and counts what happens. */
public final class Server {
  private static final int THREADS = 12;
  private static final double WORK_MILLIS = 2;
  private static final double WORK_SPREAD = 0.5;

  private final HttpServer server;
  private final Faults faults;
  private final DataDirectory data;
  private final Random random;

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   * @param seed of how long the work takes
   */
  public Server(
      int port,
      Map<String, Operation> operations,
      Faults faults,
      Meter meter,
      DataDirectory data,
      long seed)
      throws IOException {
    this.faults = faults;
    this.data = data;
    random = new Random(seed);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    server.setExecutor(threads);
    meter.gauge("http.server.busy", "{thread}", Map.of(), threads::getActiveCount);
    meter.gauge("http.server.queue", "{request}", Map.of(), () -> threads.getQueue().size());
    operations.forEach(
        (path, operation) -> {
          Numbers numbers = new Numbers(meter, Map.of("http.route", path));
          server.createContext(path, exchange -> handle(exchange, path, operation, numbers));
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private record Numbers(
      Meter.Count requests, Meter.Count errors, Durations whole, Durations own) {
    Numbers(Meter meter, Map<String, String> labels) {
      this(
          meter.count("http.server.requests", "{request}", labels),
          meter.count("http.server.errors", "{request}", labels),
          meter.durations("http.server.request.duration", labels),
          meter.durations("http.server.self.duration", labels));
    }
  }

  private void handle(HttpExchange exchange, String path, Operation operation, Numbers numbers)
      throws IOException {
    long start = System.nanoTime();
    Asked asked = new Asked(exchange.getRequestURI().getRawQuery());
    int status = 200;
    String text;
    try {
      faults.strike(path);
      work();
      text = operation.answer(asked);
      data.append("access", Instant.now() + " GET " + exchange.getRequestURI() + " 200");
    } catch (Unavailable e) {
      status = 502;
      text = e.getMessage();
    } catch (IOException | RuntimeException e) {
      status = 500;
      text = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 503;
      text = "ending";
    }
    long nanos = System.nanoTime() - start;
    // before the answer: who has it may look at the numbers
    numbers.requests().add(1);
    if (status >= 500) {
      numbers.errors().add(1);
    }
    numbers.whole().add(nanos);
    numbers.own().add(Math.max(0, nanos - asked.waitedNanos()));
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  /** As long as a disk or a template would take. */
  private void work() throws InterruptedException {
    double normal;
    synchronized (random) {
      normal = random.nextGaussian();
    }
    double millis = WORK_MILLIS * Math.exp(WORK_SPREAD * normal);
    Thread.sleep((long) millis, (int) (millis % 1 * 1_000_000));
  }
}
