package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Incident;
import dev.naosu.journal.Hash;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/// Names of traces and spans. Those of an attempt are made of the incident, so that each process
/// that has a part in it tells of the same trace, however often one was killed in between.
final class AttemptIds implements IdGenerator {
  private static final int TRACE = 32;
  private static final int SPAN = 16;

  /// Of the span that this thread begins now.
  private static final ScopedValue<Root> GIVEN = ScopedValue.newInstance();

  private final IdGenerator random = IdGenerator.random();

  /// The first span of a trace.
  record Root(String trace, String span) {
    static Root of(Incident incident, int attempt) {
      String hex =
          Hash.of(
                  String.join(
                      "\n",
                      "attempt",
                      incident.fingerprint().value(),
                      incident.opened().toString(),
                      String.valueOf(incident.id()),
                      String.valueOf(attempt)))
              .hex();
      return new Root(hex.substring(0, TRACE), hex.substring(TRACE, TRACE + SPAN));
    }
  }

  /// Begins a span that has the names of the root.
  <T> T as(Root root, Supplier<T> begin) {
    return ScopedValue.where(GIVEN, root).call(begin::get);
  }

  @Override
  public String generateTraceId() {
    return GIVEN.isBound() ? GIVEN.get().trace() : random.generateTraceId();
  }

  @Override
  public String generateSpanId() {
    return GIVEN.isBound() ? GIVEN.get().span() : random.generateSpanId();
  }
}
