package dev.naosu.probe.chaos;

import java.util.concurrent.atomic.AtomicReference;

/** Makes objects and throws them away. */
final class Garbage implements Inside {
  private static final int PIECE = 32 << 10;
  private static final int ROUND_MILLIS = 20;

  private final int megabytes;
  private volatile boolean ended;

  /** Keeps the objects from never being made. */
  private final AtomicReference<byte[]> last = new AtomicReference<>();

  Garbage(int megabytes) {
    this.megabytes = megabytes;
  }

  @Override
  public String begin() {
    Background.run("makes-garbage", this::make);
    return megabytes + " MB of objects are made each second";
  }

  private void make() {
    long pieces = Math.max(1, megabytes * (long) (1 << 20) / PIECE * ROUND_MILLIS / 1_000);
    try {
      while (!ended) {
        for (long i = 0; i < pieces && !ended; i++) {
          last.set(new byte[PIECE]);
        }
        Thread.sleep(ROUND_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      last.set(null);
    }
  }

  @Override
  public void end() {
    ended = true;
  }
}
