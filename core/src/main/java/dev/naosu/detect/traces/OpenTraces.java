package dev.naosu.detect.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps the spans of a trace until no more of them come, for only then it is known what each of
/// them waited for. Safe for use by several threads.
public final class OpenTraces {
  /// @param spans of all traces together; the trace that was quiet for longest is closed first
  /// @param spansOfOne further ones of the same trace are not looked at
  /// @param quiet a trace of which nothing came for so long is over
  public record Limits(int spans, int spansOfOne, Duration quiet) {
    public static final Limits USUAL = new Limits(80_000, 500, Duration.ofSeconds(10));

    public Limits {
      if (spans < STRIPES || spansOfOne < 1 || quiet.isNegative()) {
        throw new IllegalArgumentException(
            "limits out of range: %d spans, %d of one trace, quiet %s"
                .formatted(spans, spansOfOne, quiet));
      }
    }
  }

  /// What a trace says once it is over.
  ///
  /// @param times of each of its spans
  public record Closed(List<SelfTime> times, Set<Call> calls) {
    public Closed {
      times = List.copyOf(times);
      calls = Set.copyOf(calls);
    }
  }

  private static final int STRIPES = 16;

  /// Traces that are over and were not asked for.
  private static final int MOST_CLOSED = 2_000;

  private final Limits limits;
  private final List<Stripe> stripes = new ArrayList<>();

  public OpenTraces(Limits limits) {
    this.limits = limits;
    for (int i = 0; i < STRIPES; i++) {
      stripes.add(new Stripe());
    }
  }

  public void add(SeenSpan span, Instant now) {
    stripes.get(Math.floorMod(span.trace().hashCode(), STRIPES)).add(span, now);
  }

  /// The traces that are over since this was last asked.
  public List<Closed> closed(Instant now) {
    List<Closed> closed = new ArrayList<>();
    stripes.forEach(each -> each.closed(now, closed));
    return closed;
  }

  /// One part of the traces, with a lock of its own.
  private final class Stripe {
    /// The one that was quiet for longest first.
    private final Map<String, Spans> open = new LinkedHashMap<>(16, 0.75f, true);

    private final Deque<Closed> over = new ArrayDeque<>();
    private int spans;

    synchronized void add(SeenSpan span, Instant now) {
      Spans trace = open.computeIfAbsent(span.trace(), _ -> new Spans());
      trace.touched = now;
      if (trace.spans.size() >= limits.spansOfOne()
          || trace.spans.putIfAbsent(span.id(), span) != null) {
        return;
      }
      spans++;
      while (spans > limits.spans() / STRIPES) {
        close(open.keySet().iterator().next());
      }
    }

    synchronized void closed(Instant now, List<Closed> closed) {
      List<String> quiet = new ArrayList<>();
      Instant before = now.minus(limits.quiet());
      for (Iterator<Map.Entry<String, Spans>> all = open.entrySet().iterator(); all.hasNext(); ) {
        Map.Entry<String, Spans> each = all.next();
        if (each.getValue().touched.isAfter(before)) {
          break;
        }
        quiet.add(each.getKey());
      }
      quiet.forEach(this::close);
      closed.addAll(over);
      over.clear();
    }

    private void close(String id) {
      Spans trace = open.remove(id);
      if (trace == null) {
        return;
      }
      spans -= trace.spans.size();
      over.addLast(trace.closed());
      if (over.size() > MOST_CLOSED) {
        over.removeFirst();
      }
    }
  }

  /// The spans of one trace by their ids.
  private static final class Spans {
    private final Map<String, SeenSpan> spans = new LinkedHashMap<>();
    private Instant touched = Instant.MIN;

    Closed closed() {
      Map<String, List<SeenSpan>> children = new HashMap<>();
      Set<Call> calls = new HashSet<>();
      for (SeenSpan span : spans.values()) {
        SeenSpan parent = spans.get(span.parent());
        if (parent != null && parent != span) {
          children.computeIfAbsent(parent.id(), _ -> new ArrayList<>()).add(span);
          if (!parent.origin().service().equals(span.origin().service())
              && parent.origin().environment().equals(span.origin().environment())) {
            calls.add(
                new Call(
                    span.origin().environment(),
                    parent.origin().service(),
                    span.origin().service()));
          }
        }
      }
      List<SelfTime> times = new ArrayList<>();
      for (SeenSpan span : spans.values()) {
        Duration waited = Waiting.of(span, children.getOrDefault(span.id(), List.of()));
        times.add(new SelfTime(span.origin(), span.operation(), span.took().minus(waited)));
      }
      return new Closed(times, calls);
    }
  }
}
