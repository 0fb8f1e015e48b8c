package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Origin;
import dev.naosu.detect.traces.SeenSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A transaction of Sentry as spans: the one that the service answered, and those within it.
final class SentrySpans {
  private static final int MOST_SPANS = 500;
  private static final Pattern WITH_VALUES = Pattern.compile("\\d|'|\"|://");
  private static final Set<String> FINE = Set.of("", "ok", "unset", "cancelled");

  private SentrySpans() {}

  static List<SeenSpan> of(JsonNode transaction, Origin origin, Cleaning cleaning) {
    List<SeenSpan> spans = new ArrayList<>();
    JsonNode context = transaction.path("contexts").path("trace");
    String name = OutsideJson.text(transaction, "transaction");
    span(transaction, context, name, context, origin, cleaning).ifPresent(spans::add);
    for (JsonNode each : transaction.path("spans")) {
      if (spans.size() == MOST_SPANS) {
        break;
      }
      String operation = OutsideJson.text(each, "op");
      String description = OutsideJson.text(each, "description");
      // a statement or an address holds values, and would be a new operation each time
      boolean tells =
          role(operation) == SeenSpan.Role.INTERNAL
              && !description.isEmpty()
              && !WITH_VALUES.matcher(description).find();
      span(each, each, tells ? description : operation, context, origin, cleaning)
          .ifPresent(spans::add);
    }
    return spans;
  }

  /// Empty when it does not say what it is, or when it was.
  ///
  /// @param timed has the times
  /// @param named has the ids
  private static Optional<SeenSpan> span(
      JsonNode timed,
      JsonNode named,
      String operation,
      JsonNode context,
      Origin origin,
      Cleaning cleaning) {
    Optional<Instant> began = OutsideJson.instant(timed.path("start_timestamp"));
    Optional<Instant> ended = OutsideJson.instant(timed.path("timestamp"));
    String trace = OutsideJson.text(context, "trace_id");
    String id = OutsideJson.text(named, "span_id");
    if (began.isEmpty()
        || ended.isEmpty()
        || ended.get().isBefore(began.get())
        || trace.isEmpty()
        || id.isEmpty()
        || operation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SeenSpan(
            origin,
            cleaning.name(trace),
            cleaning.name(id),
            cleaning.name(OutsideJson.text(named, "parent_span_id")),
            cleaning.name(operation),
            role(OutsideJson.text(named, "op")),
            began.get(),
            Duration.between(began.get(), ended.get()),
            !FINE.contains(OutsideJson.text(named, "status"))));
  }

  private static SeenSpan.Role role(String operation) {
    if (operation.equals("http.server") || operation.startsWith("queue.process")) {
      return SeenSpan.Role.SERVER;
    }
    return operation.equals("http.client")
            || operation.startsWith("db")
            || operation.startsWith("cache")
            || operation.equals("grpc.client")
        ? SeenSpan.Role.CLIENT
        : SeenSpan.Role.INTERNAL;
  }
}
