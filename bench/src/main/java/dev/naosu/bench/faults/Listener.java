package dev.naosu.bench.faults;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where markets tell their metrics, each at a path of its own; they are read as a naosu server
/// reads them.
final class Listener implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Otlp otlp = new Otlp(new Redaction(false));
  private final InstantSource clock;

  Listener(InstantSource clock) throws IOException {
    this.clock = clock;
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
        path(id),
        exchange -> {
          try (exchange) {
            Received received =
                new Received(
                    exchange.getRequestBody(),
                    Objects.requireNonNullElse(
                        exchange.getRequestHeaders().getFirst("Content-Type"), ""),
                    "",
                    clock.instant());
            int status =
                switch (otlp.metrics(received)) {
                  case Decoded.Understood understood -> {
                    heard.add(understood.observed().samples());
                    yield 200;
                  }
                  case Decoded.Refused _ -> 400;
                };
            exchange.sendResponseHeaders(status, -1);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + id;
  }

  void forget(String id) {
    server.removeContext(path(id));
  }

  private static String path(String id) {
    return "/" + id + "/v1/metrics";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
