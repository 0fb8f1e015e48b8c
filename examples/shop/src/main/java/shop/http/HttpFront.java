package shop.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A service, reachable over HTTP on this machine. */
public final class HttpFront implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int BODY_BYTES = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Semaphore idle = new Semaphore(THREADS);
  private final AtomicLong requests = new AtomicLong();

  /** Begins the ids of requests, so that those of the next start are others. */
  private final String started = "r-" + Long.toString(System.currentTimeMillis(), 36) + "-";

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   */
  public HttpFront(int port, Service service) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, service));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange, Service service) throws IOException {
    idle.acquireUninterruptibly();
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES + 1);
      Answer answer =
          body.length > BODY_BYTES
              ? Answer.json(413, Map.of("error", "the body is longer than 64 KiB"))
              : service.answer(request(exchange, body));
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      }
    } finally {
      idle.release();
    }
  }

  private Request request(HttpExchange exchange, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return new Request(
        started + requests.incrementAndGet(),
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  /** Lets running requests end, for a second at most. */
  @Override
  public void close() {
    try {
      // stop(1) would take its second even when nothing is running
      idle.tryAcquire(THREADS, 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
