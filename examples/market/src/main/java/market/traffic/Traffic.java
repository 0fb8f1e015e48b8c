package market.traffic;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Requests at a rate that drifts slowly and is noisy: the pauses between them are exponential, and
 * the rate swings by a sixth within some minutes.
 */
final class Traffic {
  private static final int MOST_IN_FLIGHT = 128;
  private static final double SWING = 0.15;
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Map<String, URI> services;
  private final double rate;
  private final Random random;
  private final double phase;
  private final double periodSeconds;
  private final HttpClient client;
  private final Semaphore free = new Semaphore(MOST_IN_FLIGHT);
  private final long start = System.nanoTime();
  private volatile String surging = "";
  private volatile double times = 1;

  /**
   * @param rate requests a second
   * @param seed of the mix and of the noise
   */
  Traffic(Map<String, URI> services, double rate, long seed) {
    this.services = services;
    this.rate = rate;
    random = new Random(seed);
    phase = 2 * Math.PI * random.nextDouble();
    periodSeconds = 90 + 90 * random.nextDouble();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
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
  }

  /** From now on, a service is asked so many times as often; what other services ask it stays. */
  void surge(String service, double times) {
    this.times = times;
    surging = service;
  }

  void start() {
    Thread thread = new Thread(this::run, "customers");
    thread.start();
  }

  private void run() {
    try {
      double due = System.nanoTime();
      while (true) {
        due += 1e9 * -Math.log(1 - random.nextDouble()) / now();
        // what could not be sent for a while is not made up for
        due = Math.max(due, System.nanoTime() - 1e9);
        long wait = (long) (due - System.nanoTime());
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        send();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double now() {
    double seconds = (System.nanoTime() - start) / 1e9;
    double usual = rate * (1 + SWING * Math.sin(phase + 2 * Math.PI * seconds / periodSeconds));
    return surging.isEmpty() ? usual : usual * times;
  }

  private void send() {
    // during a surge, the share that is more than usual goes where it was ordered
    boolean isExtra = !surging.isEmpty() && random.nextDouble() > 1 / times;
    String service = isExtra ? surging : "front";
    URI to = services.get(service);
    if (to == null || !free.tryAcquire()) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(to.resolve(path(service))).timeout(LIMIT).build();
    client
        .sendAsync(request, BodyHandlers.discarding())
        .whenComplete((answer, trouble) -> free.release());
  }

  private String path(String service) {
    int id = random.nextInt(500);
    return switch (service) {
      case "catalogue" -> "/article?id=" + id;
      case "store" -> "/get?key=article-" + id;
      default -> {
        int kind = random.nextInt(100);
        yield kind < 50 ? "/browse?id=" + id : kind < 75 ? "/cart?cart=" + id : "/checkout?cart=" + id;
      }
    };
  }
}
