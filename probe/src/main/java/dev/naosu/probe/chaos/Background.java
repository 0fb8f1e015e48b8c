package dev.naosu.probe.chaos;

/** Threads that do not keep a JVM from ending. */
final class Background {
  /** Small: there may be many. */
  private static final long STACK_BYTES = 64 << 10;

  private Background() {}

  static Thread run(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
