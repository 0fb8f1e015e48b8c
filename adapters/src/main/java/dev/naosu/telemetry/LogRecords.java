package dev.naosu.telemetry;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads log records. One of ERROR or worse that tells of an exception, in its attributes or by a
/// stack trace in its text, is a signal; all others are just logs.
final class LogRecords {
  private static final Set<String> SEVERE =
      Set.of("ERROR", "FATAL", "SEVERE", "CRITICAL", "ALERT", "EMERGENCY");

  private final Cleaning cleaning;
  private final Instant received;

  LogRecords(Cleaning cleaning, Instant received) {
    this.cleaning = cleaning;
    this.received = received;
  }

  Harvest signals(List<ResourceLogs> resources) {
    Harvest.Basket basket = new Harvest.Basket();
    for (ResourceLogs resource : resources) {
      List<LogRecord> records =
          resource.getScopeLogsList().stream()
              .map(ScopeLogs::getLogRecordsList)
              .flatMap(List::stream)
              .toList();
      basket
          .origin(Attributes.of(resource.getResource().getAttributesList()), records.size())
          .ifPresent(
              origin -> {
                Map<String, Signal> byId = new LinkedHashMap<>();
                records.forEach(
                    each ->
                        signal(origin, each)
                            .ifPresent(signal -> byId.putIfAbsent(signal.id(), signal)));
                basket.add(byId.values());
              });
    }
    return basket.harvest();
  }

  private Optional<Signal> signal(Origin origin, LogRecord record) {
    if (!isSevere(record)) {
      return Optional.empty();
    }
    Attributes attributes = Attributes.of(record.getAttributesList());
    String text = Attributes.text(record.getBody());
    return Thrown.of(attributes)
        .or(() -> Thrown.in(text))
        .map(thrown -> signal(origin, record, text, thrown));
  }

  private Signal signal(Origin origin, LogRecord record, String text, Thrown thrown) {
    Instant at =
        Harvest.instant(
            record.getTimeUnixNano() == 0
                ? record.getObservedTimeUnixNano()
                : record.getTimeUnixNano(),
            received);
    String trace = hex(record.getTraceId().toByteArray());
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put("exception.type", cleaning.name(thrown.type()));
    attributes.put("log.message", cleaning.message(text));
    if (!trace.isEmpty()) {
      attributes.put("trace.id", trace);
      attributes.put("span.id", hex(record.getSpanId().toByteArray()));
    }
    return new Signal(
        // logged twice on its way out, an exception is still one; outside of a trace, only its
        // time tells it from the next
        ContentId.of(
            "log",
            List.of(origin.service(), trace.isEmpty() ? at.toString() : trace, thrown.root())),
        Signal.Kind.EXCEPTION,
        origin,
        at,
        received,
        cleaning.message(thrown.headline()),
        thrown.trace().map(cleaning::trace),
        List.of(),
        Optional.empty(),
        attributes);
  }

  private static boolean isSevere(LogRecord record) {
    int number = record.getSeverityNumberValue();
    return number == SeverityNumber.SEVERITY_NUMBER_UNSPECIFIED_VALUE
        ? SEVERE.contains(record.getSeverityText().toUpperCase(Locale.ROOT))
        : number >= SeverityNumber.SEVERITY_NUMBER_ERROR_VALUE;
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id, 0, Math.min(id.length, 16));
  }
}
