package shop.traffic;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Customers for a shop on this machine: {@code --url http://localhost:8080 --rate 40 --seconds 600
 * --patience 30 --seed 1 --parent PID}. Writes a JSON line a second and one with the sum at the
 * end.
 *
 * <p>Ends by itself after the time, when the shop was away for too long, when the parent process is
 * gone, and when nobody reads what it writes. The parent is the process that started this one,
 * unless another is named.
 */
public final class Main {
  private static final int MOST_A_SECOND = 1_000;
  private static final int MOST_SECONDS = 24 * 60 * 60;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    Traffic traffic;
    Duration limit;
    Duration patience;
    BooleanSupplier parentLives;
    try {
      if (arguments.length % 2 != 0
          || !List.of("--url", "--rate", "--seconds", "--patience", "--seed", "--parent")
              .containsAll(options.keySet())) {
        throw new IllegalArgumentException(
            "options are --url --rate --seconds --patience --seed --parent");
      }
      URI shop = local(options.getOrDefault("--url", "http://localhost:8080"));
      limit = Duration.ofSeconds(number(options, "--seconds", 600, MOST_SECONDS));
      patience = Duration.ofSeconds(number(options, "--patience", 30, MOST_SECONDS));
      traffic =
          new Traffic(
              shop,
              number(options, "--rate", 40, MOST_A_SECOND),
              number(options, "--seed", 1, MOST_A_SECOND));
      parentLives = parentLives(options);
    } catch (IllegalArgumentException e) {
      System.err.println("traffic: " + e.getMessage());
      System.exit(2);
      return;
    }
    long start = System.nanoTime();
    Counts counts =
        traffic.run(
            limit,
            patience,
            () -> parentLives.getAsBoolean() && !System.out.checkError(),
            System.out::println);
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    System.out.println(counts.json("total", seconds));
  }

  private static BooleanSupplier parentLives(Map<String, String> options) {
    if (!options.containsKey("--parent")) {
      // empty where the parent cannot be seen, as in a container
      Optional<ProcessHandle> starter = ProcessHandle.current().parent();
      return () -> starter.map(ProcessHandle::isAlive).orElse(true);
    }
    Optional<ProcessHandle> named =
        ProcessHandle.of(number(options, "--parent", 1, Integer.MAX_VALUE));
    return () -> named.map(ProcessHandle::isAlive).orElse(false);
  }

  private static int number(Map<String, String> options, String name, int usual, int most) {
    String text = options.getOrDefault(name, String.valueOf(usual));
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + " is a number from 1 to " + most);
    }
    return Integer.parseInt(text);
  }

  /** Nobody else's server gets this traffic by mistake. */
  private static URI local(String url) {
    URI shop = URI.create(url);
    try {
      if ("http".equals(shop.getScheme())
          && shop.getHost() != null
          && InetAddress.getByName(shop.getHost()).isLoopbackAddress()) {
        return shop;
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("--url names an unknown host: " + shop.getHost(), e);
    }
    throw new IllegalArgumentException("--url should be http and on this machine: " + url);
  }
}
