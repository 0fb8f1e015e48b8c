package dev.naosu.processes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A small gateway that really forwards, request by request, to a version by its share and to its
/// instances in turn.
final class ForwardingGateway implements Gateway, AutoCloseable {
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");

  private final AtomicReference<Optional<Routing>> routing =
      new AtomicReference<>(Optional.empty());
  private final Map<Version, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final Map<URI, AtomicInteger> atInstances = new ConcurrentHashMap<>();
  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  private ForwardingGateway(HttpServer server) {
    this.server = server;
  }

  static ForwardingGateway open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    ForwardingGateway gateway = new ForwardingGateway(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", gateway::forward);
    server.start();
    return gateway;
  }

  /// How often it was told where to send requests.
  int orders() {
    return orders.get();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void forward(HttpExchange exchange) throws IOException {
    int number = turn.getAndIncrement();
    Version version;
    URI instance;
    // choosing and counting are one step: whoever changes the routing sees it counted
    synchronized (this) {
      Routing now = routing.get().orElseThrow();
      version = chosen(now, number);
      List<URI> instances = now.instances().getOrDefault(version, List.of());
      instance = instances.get(Math.floorMod(number, instances.size()));
      atInstances.computeIfAbsent(instance, _ -> new AtomicInteger()).incrementAndGet();
      underWay.computeIfAbsent(version, _ -> new AtomicInteger()).incrementAndGet();
    }
    try (exchange) {
      URI target = instance.resolve(exchange.getRequestURI().toString());
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (IOException _) {
      exchange.sendResponseHeaders(502, -1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.get(version).decrementAndGet();
      atInstances.get(instance).decrementAndGet();
    }
  }

  private static Version chosen(Routing routing, int number) {
    double place = number % 20 / 20.0;
    double sum = 0;
    Version last = null;
    for (Map.Entry<Version, Double> each : routing.split().shares().entrySet()) {
      sum += each.getValue();
      if (each.getValue() > 0) {
        last = each.getKey();
        if (place < sum) {
          return last;
        }
      }
    }
    if (last == null) {
      throw new IllegalStateException("nobody has a share");
    }
    return last;
  }

  @Override
  public void route(Routing now) {
    synchronized (this) {
      orders.incrementAndGet();
      routing.set(Optional.of(now));
    }
  }

  @Override
  public Optional<Routing> routing() {
    return routing.get();
  }

  @Override
  public Traffic traffic() {
    return new Traffic(START, START, Map.of());
  }

  @Override
  public Map<URI, Answers> answers() {
    return Map.of();
  }

  @Override
  public long underWay(Version version) {
    return underWay.getOrDefault(version, new AtomicInteger()).get();
  }

  @Override
  public long underWay(URI instance) {
    return atInstances.getOrDefault(instance, new AtomicInteger()).get();
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
  }
}
