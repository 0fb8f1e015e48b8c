package dev.naosu.bench.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where markets tell their metrics; each has a path of its own.
final class Listener implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Listener() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  /// Listens to one more.
  ///
  /// @param id no other market's
  /// @return the address that it tells to
  String listen(String id, Heard heard) {
    server.createContext(
        "/" + id + "/v1/metrics",
        exchange -> {
          try (exchange) {
            heard.add(
                MetricsJson.samples(exchange.getRequestBody().readNBytes(MOST_BYTES)));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + id;
  }

  void forget(String id) {
    server.removeContext("/" + id + "/v1/metrics");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
