package dev.naosu.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import dev.naosu.telemetry.OtlpGrpc.Admission;
import dev.naosu.telemetry.OtlpGrpc.Allowance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/// Both doors for OTLP, over HTTP and over gRPC, and everything that came through them.
final class OtlpDoors implements AutoCloseable {
  static final String TOKEN = "good";
  private static final long PATIENCE_SECONDS = 120;

  private final HttpServer server;
  private final OtlpGrpc grpc;
  private final BlockingQueue<Signal> arriving = new LinkedBlockingQueue<>();
  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final List<Observed> observed = new CopyOnWriteArrayList<>();
  private final List<Decoded.Refused> refused = new CopyOnWriteArrayList<>();

  OtlpDoors(Otlp otlp) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(any, 0);
    server.createContext("/v1/traces", exchange -> answer(exchange, otlp::traces));
    server.createContext("/v1/logs", exchange -> answer(exchange, otlp::logs));
    server.createContext("/v1/metrics", exchange -> answer(exchange, otlp::metrics));
    server.start();
    grpc =
        OtlpGrpc.open(
            any,
            otlp,
            token ->
                token.equals(TOKEN)
                    ? new Admission.Welcome(Allowance.UNLIMITED)
                    : new Admission.Unknown(),
            this::take,
            Instant::now);
  }

  String http() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  String grpc() {
    return "http://localhost:" + grpc.port();
  }

  List<Signal> signals() {
    return signals;
  }

  List<Decoded.Refused> refused() {
    return refused;
  }

  /// All of one kind.
  <T> List<T> observed(Function<Observed, List<T>> kind) {
    return observed.stream().map(kind).flatMap(List::stream).toList();
  }

  /// Waits for it.
  Signal signal(Predicate<Signal> wanted) throws InterruptedException {
    for (Signal each : signals) {
      if (wanted.test(each)) {
        return each;
      }
    }
    while (true) {
      Signal signal = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (signal == null) {
        throw new AssertionError("no such signal; there were " + signals + ", refused " + refused);
      }
      if (wanted.test(signal)) {
        return signal;
      }
    }
  }

  /// Waits for it.
  <T> T seen(Function<Observed, List<T>> kind, Predicate<T> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      Optional<T> found = observed(kind).stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("nothing like it in " + observed(kind) + ", refused " + refused);
  }

  @Override
  public void close() {
    grpc.close();
    server.stop(0);
  }

  private void take(List<Signal> more, Observed said) {
    signals.addAll(more);
    arriving.addAll(more);
    observed.add(said);
  }

  private interface Reading {
    Decoded of(Received received) throws IOException;
  }

  private void answer(HttpExchange exchange, Reading reading) throws IOException {
    Decoded decoded =
        reading.of(
            new Received(
                exchange.getRequestBody(),
                header(exchange, "Content-Type"),
                header(exchange, "Content-Encoding"),
                Instant.now()));
    switch (decoded) {
      case Decoded.Understood understood -> take(understood.signals(), understood.observed());
      case Decoded.Refused no -> refused.add(no);
    }
    exchange.getResponseHeaders().add("Content-Type", decoded.reply().contentType());
    byte[] body = decoded.reply().body();
    exchange.sendResponseHeaders(decoded.reply().status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
