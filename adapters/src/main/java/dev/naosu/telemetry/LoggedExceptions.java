package dev.naosu.telemetry;

import dev.naosu.detect.Signal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Exceptions that were logged lately, by the trace in which that happened. A service that catches
/// and logs what was thrown, and then answers that it failed, tells of the exception in a log
/// record and of the request in a span; a sender's logs come before its spans. Bounded, and lost
/// with the process: then there are two signals where one would do.
///
/// May be used by several threads.
final class LoggedExceptions {
  private static final int MOST = 256;

  private final Map<List<String>, Signal> byTrace =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Signal> eldest) {
          return size() > MOST;
        }
      };

  void remember(Signal signal) {
    String trace = signal.attributes().get("trace.id");
    if (trace != null) {
      synchronized (byTrace) {
        byTrace.put(List.of(signal.origin().service(), trace), signal);
      }
    }
  }

  Optional<Signal> in(String service, String trace) {
    synchronized (byTrace) {
      return Optional.ofNullable(byTrace.get(List.of(service, trace)));
    }
  }
}
