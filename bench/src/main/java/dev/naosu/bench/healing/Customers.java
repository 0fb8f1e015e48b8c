package dev.naosu.bench.healing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Requests at a steady rate, whether they are answered or not.
final class Customers implements AutoCloseable {
  private static final int A_SECOND = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofMillis(1_500);
  private static final int OK = 200;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Deque<Visit> visits = new ArrayDeque<>();

  /// One request that is over.
  private record Visit(long sent, long over, boolean isServed) {}

  private Customers(URI uri) {
    this.uri = uri;
  }

  static Customers of(URI uri) {
    Customers customers = new Customers(uri);
    ScheduledFuture<?> _ =
        customers.clock.scheduleAtFixedRate(
            customers::visit, 0, 1_000 / A_SECOND, TimeUnit.MILLISECONDS);
    return customers;
  }

  private void visit() {
    long sent = System.nanoTime();
    CompletableFuture<?> _ =
        client
            .sendAsync(
                HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build(),
                BodyHandlers.discarding())
            .whenComplete(
                (answer, failure) -> {
                  long over = System.nanoTime();
                  boolean isServed =
                      failure == null && answer.statusCode() == OK && over - sent < LONG.toNanos();
                  synchronized (visits) {
                    visits.add(new Visit(sent, over, isServed));
                    while (over - visits.getFirst().over() > REMEMBERED.toNanos()) {
                      visits.removeFirst();
                    }
                  }
                });
  }

  /// How many were asked and not served since a moment, as of [System#nanoTime()].
  int unserved(long since) {
    synchronized (visits) {
      return (int) visits.stream().filter(each -> each.sent() >= since && !each.isServed()).count();
    }
  }

  /// Whether everybody who came lately was served.
  boolean areServed(Duration lately) {
    long since = System.nanoTime() - lately.toNanos();
    synchronized (visits) {
      long came = visits.stream().filter(each -> each.over() >= since).count();
      return came > lately.toMillis() * A_SECOND / 2_000
          && visits.stream().filter(each -> each.over() >= since).allMatch(Visit::isServed);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.shutdownNow();
  }
}
