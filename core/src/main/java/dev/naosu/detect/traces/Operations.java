package dev.naosu.detect.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// The spans of one service in; how often each operation was asked, failed and how long it took
/// out, step by step. Time is when spans came in, which no wrong clock of a sender changes.
///
/// Not safe for use by several threads.
public final class Operations {
  /// Stands for those for which there is no room.
  public static final String OTHERS = "other operations";

  private static final int MOST = 300;
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  /// One operation in one step.
  ///
  /// @param role of [SeenSpan.Role#CLIENT] it is how others answer; self times are of
  ///   [SeenSpan.Role#INTERNAL], whatever the span was
  /// @param median and the next in seconds; NaN when only self times are known
  /// @param self mean self time in seconds; NaN when no trace was over
  public record Summary(
      String operation,
      SeenSpan.Role role,
      Instant at,
      long asked,
      long failed,
      double median,
      double p95,
      double self) {
    /// In [0, 1].
    public double failedShare() {
      return asked == 0 ? 0 : (double) failed / asked;
    }

    /// How often in a second.
    public double rate() {
      return (double) asked / STEP.toSeconds();
    }
  }

  private record Key(String operation, SeenSpan.Role role) {}

  private final Map<Key, Step> steps = new HashMap<>();

  /// What was asked in the last step too: it is told with 0 once, or its end would not show.
  private Set<Key> before = Set.of();

  private Instant began = Instant.MIN;

  public void add(SeenSpan span) {
    step(span.operation(), span.role()).add(span);
  }

  public void add(SelfTime time) {
    Step step = step(time.operation(), SeenSpan.Role.INTERNAL);
    step.self += believed(time.took()).toNanos() / 1e9;
    step.selves++;
  }

  /// The step that is over; empty while it is not.
  public List<Summary> close(Instant now) {
    if (began.equals(Instant.MIN) || now.isBefore(began)) {
      began = now;
    }
    if (began.plus(STEP).isAfter(now)) {
      return List.of();
    }
    List<Summary> summaries = new ArrayList<>();
    Instant at = began;
    Set<Key> asked = new HashSet<>();
    steps.forEach(
        (key, step) -> {
          summaries.add(step.summary(key, at));
          if (step.asked > 0) {
            asked.add(key);
          }
        });
    before.stream()
        .filter(key -> !steps.containsKey(key))
        .forEach(key -> summaries.add(new Step().summary(key, at)));
    before = asked;
    steps.clear();
    began = now;
    return summaries;
  }

  /// Senders may say anything, centuries too.
  private static Duration believed(Duration took) {
    if (took.isNegative()) {
      return Duration.ZERO;
    }
    return took.compareTo(LONGEST) > 0 ? LONGEST : took;
  }

  private Step step(String operation, SeenSpan.Role role) {
    Key key = new Key(operation, role);
    if (steps.size() >= MOST && !steps.containsKey(key)) {
      key = new Key(OTHERS, role);
    }
    return steps.computeIfAbsent(key, _ -> new Step());
  }

  private static final class Step {
    private final Histogram took = new Histogram(2);
    private long asked;
    private long failed;
    private double self;
    private long selves;

    void add(SeenSpan span) {
      asked++;
      failed += span.failed() ? 1 : 0;
      took.recordValue(TimeUnit.NANOSECONDS.toMicros(believed(span.took()).toNanos()));
    }

    Summary summary(Key key, Instant at) {
      return new Summary(
          key.operation(),
          key.role(),
          at,
          asked,
          failed,
          asked == 0 ? Double.NaN : took.getValueAtPercentile(50) / 1e6,
          asked == 0 ? Double.NaN : took.getValueAtPercentile(95) / 1e6,
          selves == 0 ? Double.NaN : self / selves);
    }
  }
}
