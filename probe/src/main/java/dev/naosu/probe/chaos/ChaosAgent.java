package dev.naosu.probe.chaos;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes orders by being attached. Options are names and values in Base64, as {@code
 * do=YmVnaW4&kind=c2xvdw&…}: {@code answer} is a file that is told what came of it, {@code note}
 * tells one fault from another, {@code millis} is how long it acts, whoever may be gone by then.
 */
public final class ChaosAgent {
  private static final Map<String, Inside> ACTING = new ConcurrentHashMap<>();

  private ChaosAgent() {}

  /** Called by the JVM for each order. */
  public static void agentmain(String options, Instrumentation instrumentation) throws IOException {
    Map<String, String> order = parse(options);
    String answer;
    try {
      answer =
          "ok "
              + (order.get("do").equals("begin")
                  ? begin(order, instrumentation)
                  : end(order.get("note")));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      answer = String.valueOf(e.getMessage());
    }
    Files.write(Paths.get(order.get("answer")), answer.getBytes(StandardCharsets.UTF_8));
  }

  private static String begin(Map<String, String> order, Instrumentation instrumentation) {
    String name = order.get("note");
    Inside inside = Inside.of(order, instrumentation);
    String words;
    try {
      words = inside.begin();
    } catch (RuntimeException | OutOfMemoryError e) {
      inside.end();
      throw e;
    }
    ACTING.put(name, inside);
    Background.run("naosu-chaos-end", new Ending(name, Long.parseLong(order.get("millis"))));
    return words;
  }

  private static String end(String name) {
    Inside inside = ACTING.remove(name);
    if (inside == null) {
      return "it has ended by itself";
    }
    inside.end();
    return "it has ended";
  }

  /** Ends a fault when its time is over. */
  private static final class Ending implements Runnable {
    private final String name;
    private final long millis;

    Ending(String name, long millis) {
      this.name = name;
      this.millis = millis;
    }

    @Override
    public void run() {
      // no change of the clock moves this end
      long end = System.nanoTime() + millis * 1_000_000;
      try {
        while (System.nanoTime() - end < 0 && ACTING.containsKey(name)) {
          Thread.sleep(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end(name);
      }
    }
  }

  private static Map<String, String> parse(String options) {
    Map<String, String> order = new HashMap<>();
    for (String pair : options.split("&", -1)) {
      int equals = pair.indexOf('=');
      order.put(
          pair.substring(0, Math.max(0, equals)),
          new String(
              Base64.getUrlDecoder().decode(pair.substring(equals + 1)), StandardCharsets.UTF_8));
    }
    return order;
  }
}
