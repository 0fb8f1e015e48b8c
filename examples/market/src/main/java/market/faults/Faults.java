package market.faults;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import market.DataDirectory;

/**
 * What is wrong with this service, by order. Each is what a bug or a machine does to real ones:
 * nothing is written into a metric.
 *
 * <pre>
 * cpu?percent=35               something computes, that share of a core
 * leak?kilobytes=900           so much more memory is held each second
 * slow?millis=60               the code of every operation takes longer
 * fail?percent=30              the code of every operation throws now and then
 * lock?percent=75              a job holds the lock that all operations need, that share of the time
 * disk?kilobytes=1500          a file grows by so much each second until the disk is full
 * pool?to=store&amp;percent=20     now and then a connection to the other is not given back
 * delay?to=store&amp;millis=80     the network to the other is slow
 * loss?to=store&amp;percent=30     packets to the other are lost: no answer in 400 ms
 * </pre>
 */
public final class Faults {
  private static final long ROUND_MILLIS = 100;
  private static final long LOCK_ROUND_MILLIS = 200;
  private static final long LOST_MILLIS = 400;

  /** Left free, so that the JVM goes on. */
  private static final long SPARE_BYTES = 5 << 20;

  private record Network(long delayMillis, int lossPercent, int leakPercent) {
    static final Network SOUND = new Network(0, 0, 0);
  }

  private final DataDirectory data;
  private final Map<String, Network> networks = new ConcurrentHashMap<>();
  private final Random random = new Random();
  private final Object lock = new Object();
  private final List<byte[]> leaked = new ArrayList<>();
  private volatile long slowMillis;
  private volatile int failPercent;
  private volatile boolean locks;

  public Faults(DataDirectory data) {
    this.data = data;
  }

  /** Begins one, such as {@code slow?millis=60}; it stays. */
  public void begin(String order) {
    int mark = order.indexOf('?');
    Map<String, String> words = new HashMap<>();
    for (String each : order.substring(mark + 1).split("&")) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        words.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    String to = words.getOrDefault("to", "");
    int percent = Integer.parseInt(words.getOrDefault("percent", "30"));
    long millis = Long.parseLong(words.getOrDefault("millis", "60"));
    int bytes = 1_024 * Integer.parseInt(words.getOrDefault("kilobytes", "1000"));
    switch (mark < 0 ? order : order.substring(0, mark)) {
      case "cpu" -> inBackground(() -> compute(percent));
      case "leak" -> inBackground(() -> leak(bytes));
      case "slow" -> slowMillis = millis;
      case "fail" -> failPercent = percent;
      case "lock" -> {
        locks = true;
        inBackground(() -> hold(percent));
      }
      case "disk" -> inBackground(() -> fill(bytes));
      case "pool" -> networks.put(to, new Network(0, 0, percent));
      case "delay" -> networks.put(to, new Network(millis, 0, 0));
      case "loss" -> networks.put(to, new Network(0, percent, 0));
      default -> throw new IllegalArgumentException("there is no fault " + order);
    }
  }

  /** Called where an operation does its work. */
  public void strike(String operation) throws InterruptedException {
    if (locks) {
      synchronized (lock) {
        Thread.onSpinWait();
      }
    }
    if (slowMillis > 0) {
      Thread.sleep(slowMillis);
    }
    if (happens(failPercent)) {
      throw new IllegalStateException(operation + " met a state that cannot be");
    }
  }

  /** Called where another service is asked, within the time that its answer takes. */
  public void disturb(String to) throws IOException, InterruptedException {
    Network network = networks.getOrDefault(to, Network.SOUND);
    if (network.delayMillis() > 0) {
      Thread.sleep(network.delayMillis());
    }
    if (happens(network.lossPercent())) {
      Thread.sleep(LOST_MILLIS);
      throw new HttpTimeoutException("no answer from " + to);
    }
  }

  /** Whether the connection is not given back this time. */
  public boolean leaks(String to) {
    return happens(networks.getOrDefault(to, Network.SOUND).leakPercent());
  }

  private boolean happens(int percent) {
    if (percent <= 0) {
      return false;
    }
    synchronized (random) {
      return random.nextInt(100) < percent;
    }
  }

  /** Work that can be interrupted. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "job");
    thread.setDaemon(true);
    thread.start();
  }

  private static void compute(int percent) throws InterruptedException {
    double sink = 1;
    while (sink > 0) {
      long end = System.nanoTime() + ROUND_MILLIS * percent * 10_000;
      while (System.nanoTime() - end < 0) {
        sink = Math.sqrt(sink + 1) + 1;
      }
      Thread.sleep(ROUND_MILLIS * (100 - percent) / 100);
    }
  }

  private void leak(int bytesEachSecond) throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      long held = leaked.stream().mapToLong(each -> each.length).sum();
      if (held + SPARE_BYTES * 3 < runtime.maxMemory()) {
        leaked.add(new byte[(int) (bytesEachSecond * ROUND_MILLIS / 1_000)]);
      }
      Thread.sleep(ROUND_MILLIS);
    }
  }

  private void hold(int percent) throws InterruptedException {
    while (true) {
      synchronized (lock) {
        Thread.sleep(LOCK_ROUND_MILLIS * percent / 100);
      }
      Thread.sleep(LOCK_ROUND_MILLIS * (100 - percent) / 100);
    }
  }

  private void fill(int bytesEachSecond) throws InterruptedException {
    while (true) {
      try {
        data.fill("debug", (int) (bytesEachSecond * ROUND_MILLIS / 1_000));
      } catch (IOException e) {
        // it is full now, which is what was wanted; the rest is taken too, bit by bit
        fillTheRest();
      }
      Thread.sleep(ROUND_MILLIS);
    }
  }

  private void fillTheRest() {
    for (int bytes = 64 << 10; bytes > 0; bytes /= 2) {
      try {
        data.fill("debug", bytes);
      } catch (IOException e) {
        // so much does not fit; half of it may
        continue;
      }
    }
  }
}
