package shop.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import shop.http.Answer;
import shop.http.Request;
import shop.http.Service;

/**
 * Tells of every request that failed and of a sample of the good ones, and remembers the last good
 * ones for the moment when something fails: they are what a repair must not change.
 */
public final class Recorder implements Service {
  private static final int KEPT = 100;
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(500);

  private final Service inner;
  private final Consumer<Recorded> reporter;
  private final Deque<Recorded> untold = new ArrayDeque<>();
  private final Map<String, Instant> sampled = bounded();
  private final Map<String, Instant> failed = bounded();

  /**
   * @param reporter must return at once
   */
  public Recorder(Service inner, Consumer<Recorded> reporter) {
    this.inner = inner;
    this.reporter = reporter;
  }

  @Override
  public Answer answer(Request request) {
    Answer answer = inner.answer(request);
    try {
      worthTelling(new Recorded(Instant.now(), request, answer)).forEach(reporter);
    } catch (RuntimeException e) {
      // whatever happens to the recording, the customer gets the answer
    }
    return answer;
  }

  /** The first failure of its kind takes the good requests before it along. */
  private synchronized List<Recorded> worthTelling(Recorded recorded) {
    if (recorded.isFailed()) {
      List<Recorded> told = new ArrayList<>(List.of(recorded));
      if (failed.put(recorded.kind(), recorded.at()) == null) {
        told.addAll(untold);
        untold.clear();
      }
      return told;
    }
    if (!Recorded.isWhole(recorded.request().body())) {
      return List.of();
    }
    Instant last = sampled.get(recorded.route());
    if (last == null || !recorded.at().isBefore(last.plus(BETWEEN_SAMPLES))) {
      sampled.put(recorded.route(), recorded.at());
      return List.of(recorded);
    }
    if (untold.size() == KEPT) {
      untold.removeFirst();
    }
    untold.addLast(recorded);
    return List.of();
  }

  private static <T> Map<String, T> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > KEPT;
      }
    };
  }
}
