package dev.naosu.probe.chaos;

import java.lang.instrument.Instrumentation;
import java.util.Map;

/** One fault inside of this JVM. */
interface Inside {
  /**
   * Begins it.
   *
   * @return what is done, in one sentence
   */
  String begin();

  /** Ends it; bears being asked when only half of it was begun. */
  void end();

  /** The one that is ordered. */
  static Inside of(Map<String, String> order, Instrumentation instrumentation) {
    String kind = order.get("kind");
    switch (kind) {
      case "heap":
        return new HeldHeap(Integer.parseInt(order.get("percent").replaceAll("\\..*", "")));
      case "garbage":
        return new Garbage(Integer.parseInt(order.get("megabytes")));
      case "threads":
        return new LeakedThreads(Integer.parseInt(order.get("count")));
      case "deadlock":
        return new Deadlock();
      case "clock":
        long millis = Long.parseLong(order.get("by"));
        return new Rewoven(
            instrumentation,
            new WrongClock(Boolean.parseBoolean(order.get("ahead")) ? millis : -millis));
      case "slow":
      case "exception":
        return new Rewoven(instrumentation, new StruckMethods(order));
      default:
        throw new IllegalArgumentException("no fault inside a JVM is called " + kind);
    }
  }
}
