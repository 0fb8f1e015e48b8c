package dev.naosu.detect;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One observation of a service in production, or of its tests in CI. All texts come from outside:
/// they are data, never obeyed, and cut to what is worth keeping.
///
/// @param id given by the sender, or made of the content; the same observation sent twice has the
///   same one
/// @param at when it happened, by the sender's clock
/// @param received when naosu got it
/// @param message one line or more; at most [#MOST_LETTERS]
/// @param trace a stack trace as text; at most [#MOST_TRACE_LETTERS]
/// @param failingTests names as `Class#method`; only of [Kind#TEST_FAILURE]
/// @param request what was asked, and how it was answered
/// @param attributes what else the sender said, by name
public record Signal(
    String id,
    Kind kind,
    Origin origin,
    Instant at,
    Instant received,
    String message,
    Optional<String> trace,
    List<String> failingTests,
    Optional<RecordedRequest> request,
    SortedMap<String, String> attributes) {
  public static final int MOST_LETTERS = 4_000;
  public static final int MOST_TRACE_LETTERS = 64_000;
  private static final int MOST_TESTS = 200;
  private static final int MOST_ATTRIBUTES = 64;

  /// What was observed.
  public enum Kind {
    /// Something was thrown.
    EXCEPTION,
    /// A request that was answered well: what a repair must not change.
    GOOD_REQUEST,
    /// Tests failed in CI.
    TEST_FAILURE,
    /// The service is unwell in a way that no code of its own shows: slow, out of memory, gone.
    HEALTH,
    /// An analysis of its code found something that nobody has seen fail.
    FINDING
  }

  public Signal {
    message = cut(message, MOST_LETTERS);
    trace = trace.map(text -> cut(text, MOST_TRACE_LETTERS));
    failingTests = failingTests.stream().limit(MOST_TESTS).toList();
    SortedMap<String, String> kept = new TreeMap<>();
    attributes.entrySet().stream()
        .limit(MOST_ATTRIBUTES)
        .forEach(each -> kept.put(cut(each.getKey(), 100), cut(each.getValue(), MOST_LETTERS)));
    attributes = Collections.unmodifiableSortedMap(kept);
  }

  /// Whether it tells of something broken.
  public boolean isTrouble() {
    return kind != Kind.GOOD_REQUEST;
  }

  /// Later than the sender's clock says is later than now: a clock that runs ahead is not believed.
  public Instant happened() {
    return at.isAfter(received) ? received : at;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
