package dev.naosu.detect.traces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Who asked whom of late. Safe for use by several threads.
public final class CallGraph implements Neighbours {
  private static final int MOST_CALLS = 10_000;
  private static final int MOST_NEIGHBOURS = 200;
  private static final Duration OF_LATE = Duration.ofHours(1);

  /// The one not seen for longest first.
  private final Map<Call, Instant> calls = new LinkedHashMap<>(16, 0.75f, true);

  public synchronized void add(Call call, Instant now) {
    if (!call.caller().equals(call.callee())) {
      calls.put(call, now);
    }
    if (calls.size() > MOST_CALLS) {
      calls.remove(calls.keySet().iterator().next());
    }
  }

  /// Forgets what was not seen of late.
  public synchronized void forget(Instant now) {
    calls.values().removeIf(seen -> seen.plus(OF_LATE).isBefore(now));
  }

  public synchronized Set<Call> calls(String environment) {
    return calls.keySet().stream()
        .filter(call -> call.environment().equals(environment))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public synchronized Set<String> of(String service, String environment) {
    Set<String> near = new TreeSet<>();
    near.addAll(reached(service, environment, true));
    near.addAll(reached(service, environment, false));
    near.remove(service);
    return near;
  }

  /// @param down along the calls; else against them
  private Set<String> reached(String service, String environment, boolean down) {
    Set<String> reached = new HashSet<>(Set.of(service));
    Deque<String> further = new ArrayDeque<>(reached);
    while (!further.isEmpty() && reached.size() < MOST_NEIGHBOURS) {
      String from = further.removeFirst();
      Predicate<Call> begins = call -> (down ? call.caller() : call.callee()).equals(from);
      calls.keySet().stream()
          .filter(call -> call.environment().equals(environment))
          .filter(begins)
          .map(call -> down ? call.callee() : call.caller())
          .filter(reached::add)
          .forEach(further::addLast);
    }
    return reached;
  }
}
