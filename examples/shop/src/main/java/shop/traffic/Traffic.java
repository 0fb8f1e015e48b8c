package shop.traffic;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Sends the mix of requests to a shop at a steady rate. */
public final class Traffic {
  private static final int MOST_IN_FLIGHT = 64;
  private static final long SECOND = 1_000_000_000L;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final URI shop;
  private final int rate;
  private final Mix mix;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong unreachable = new AtomicLong();
  private final AtomicLong lastAnswer = new AtomicLong();

  /**
   * @param rate requests a second
   * @param seed of the mix
   */
  public Traffic(URI shop, int rate, long seed) {
    this.shop = shop;
    this.rate = rate;
    this.mix = new Mix(seed);
  }

  /**
   * Sends until the time is over, the shop has been away for too long, or nobody wants more.
   *
   * @param limit longest time
   * @param patience how long the shop may be away
   * @param wanted asked once a second
   * @param everySecond told what the last second brought, as JSON
   */
  public Counts run(
      Duration limit, Duration patience, BooleanSupplier wanted, Consumer<String> everySecond)
      throws InterruptedException {
    long start = System.nanoTime();
    lastAnswer.set(start);
    Counts before = counts();
    long second = 0;
    long due = start;
    for (long n = 0; ; n++) {
      sleepUntil(due);
      long now = System.nanoTime();
      // what could not be sent for a while is not made up for: customers do not come all at once
      due = Math.max(due + SECOND / rate, now - SECOND);
      if (now - start >= limit.toNanos() || now - lastAnswer.get() >= patience.toNanos()) {
        break;
      }
      if ((now - start) / SECOND > second) {
        second++;
        Counts counts = counts();
        everySecond.accept(counts.minus(before).json("second", second));
        before = counts;
        if (!wanted.getAsBoolean()) {
          break;
        }
      }
      inFlight.acquire();
      send(mix.at(n));
    }
    inFlight.tryAcquire(MOST_IN_FLIGHT, ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
    return counts();
  }

  private static void sleepUntil(long due) throws InterruptedException {
    long nanos = due - System.nanoTime();
    if (nanos > 0) {
      Thread.sleep(nanos / 1_000_000L, (int) (nanos % 1_000_000L));
    }
  }

  private void send(Mix.Asked asked) {
    sent.incrementAndGet();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(shop.resolve(asked.path()))
            .timeout(ANSWER_LIMIT)
            .method(
                asked.method(),
                asked.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(asked.body()));
    if (!asked.key().isEmpty()) {
      request.header("Idempotency-Key", asked.key()).header("Content-Type", "application/json");
    }
    client
        .sendAsync(request.build(), BodyHandlers.discarding())
        .whenComplete(
            (answer, trouble) -> {
              ended(answer);
              inFlight.release();
            });
  }

  /**
   * @param answer null when there was none
   */
  private void ended(HttpResponse<Void> answer) {
    if (answer == null) {
      unreachable.incrementAndGet();
      return;
    }
    lastAnswer.set(System.nanoTime());
    if (answer.statusCode() >= 500) {
      failed.incrementAndGet();
    }
  }

  private Counts counts() {
    return new Counts(sent.get(), failed.get(), unreachable.get());
  }
}
