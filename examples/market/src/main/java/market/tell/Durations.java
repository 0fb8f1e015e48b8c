package market.tell;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** How long something took in the last second. */
public final class Durations {
  private static final long WINDOW_NANOS = 1_000_000_000L;
  private static final int MOST = 4_096;

  private record Timed(long at, long nanos) {}

  private final Deque<Timed> recent = new ArrayDeque<>();

  public synchronized void add(long nanos) {
    recent.addLast(new Timed(System.nanoTime(), nanos));
    if (recent.size() > MOST) {
      recent.removeFirst();
    }
  }

  /** Seconds that a share of them did not exceed; no number when there was none. */
  synchronized double quantile(double share) {
    long oldest = System.nanoTime() - WINDOW_NANOS;
    while (!recent.isEmpty() && recent.getFirst().at() - oldest < 0) {
      recent.removeFirst();
    }
    if (recent.isEmpty()) {
      return Double.NaN;
    }
    long[] sorted = recent.stream().mapToLong(Timed::nanos).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e9;
  }
}
