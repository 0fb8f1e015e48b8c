package dev.naosu.telemetry;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.logs.LogSource;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads log records. Each is a line of the log; one of ERROR or worse that tells of an exception,
/// in its attributes or by a stack trace in its text, is a signal too.
final class LogRecords {
  private static final Map<String, Level> LEVELS =
      Map.ofEntries(
          Map.entry("TRACE", Level.TRACE),
          Map.entry("FINEST", Level.TRACE),
          Map.entry("FINER", Level.TRACE),
          Map.entry("DEBUG", Level.DEBUG),
          Map.entry("FINE", Level.DEBUG),
          Map.entry("CONFIG", Level.DEBUG),
          Map.entry("WARN", Level.WARN),
          Map.entry("WARNING", Level.WARN),
          Map.entry("ERROR", Level.ERROR),
          Map.entry("SEVERE", Level.ERROR),
          Map.entry("CRITICAL", Level.FATAL),
          Map.entry("FATAL", Level.FATAL),
          Map.entry("ALERT", Level.FATAL),
          Map.entry("EMERGENCY", Level.FATAL));

  /// Severity numbers come in fours, from 1.
  private static final int NUMBERS_OF_A_LEVEL = 4;

  private static final int MOST_LEVEL_LETTERS = 20;

  /// Where loggers that know the format of a statement put it: those of Java under the agent,
  /// Serilog, and those of .NET.
  private static final String[] FORMATS = {
    "log.body.template", "message_template.text", "message_template", "{OriginalFormat}"
  };

  private final Cleaning cleaning;
  private final Instant received;

  LogRecords(Cleaning cleaning, Instant received) {
    this.cleaning = cleaning;
    this.received = received;
  }

  Harvest read(List<ResourceLogs> resources) {
    Harvest.Basket basket = new Harvest.Basket();
    for (ResourceLogs resource : resources) {
      int records =
          resource.getScopeLogsList().stream().mapToInt(ScopeLogs::getLogRecordsCount).sum();
      basket
          .origin(Attributes.of(resource.getResource().getAttributesList()), records)
          .ifPresent(origin -> read(origin, resource.getScopeLogsList(), basket));
    }
    return basket.harvest();
  }

  private void read(Origin origin, List<ScopeLogs> scopes, Harvest.Basket basket) {
    Map<String, Signal> byId = new LinkedHashMap<>();
    for (ScopeLogs scope : scopes) {
      for (LogRecord record : scope.getLogRecordsList()) {
        Said said = new Said(record);
        said.line(origin, scope.getScope().getName()).ifPresent(basket::add);
        said.signal(origin).ifPresent(signal -> byId.putIfAbsent(signal.id(), signal));
      }
    }
    basket.add(byId.values());
  }

  /// A record, as far as line and signal have it in common.
  private final class Said {
    private final LogRecord record;
    private final Attributes attributes;
    private final Level level;
    private final Instant at;
    private final String traceId;
    private final String text;
    private final Optional<Thrown> thrown;

    /// Whether what was thrown stands in the text.
    private final boolean isInText;

    /// Of what was thrown; clean.
    private final Optional<String> trace;

    Said(LogRecord record) {
      this.record = record;
      this.attributes = Attributes.of(record.getAttributesList());
      this.level = level(record);
      this.at =
          Harvest.instant(
              record.getTimeUnixNano() == 0
                  ? record.getObservedTimeUnixNano()
                  : record.getTimeUnixNano(),
              received);
      this.traceId = Spans.hex(record.getTraceId());
      this.text = Attributes.text(record.getBody());
      Optional<Thrown> told = Thrown.of(attributes);
      // a trace has several lines; of what is broken, one that lost its ends of lines counts too
      boolean mayShow = told.isEmpty() && (level.isSevere() || text.indexOf('\n') >= 0);
      Optional<Thrown> shown = mayShow ? Thrown.in(text) : Optional.empty();
      this.thrown = told.or(() -> shown);
      this.isInText = shown.isPresent();
      this.trace = thrown.flatMap(Thrown::trace).map(cleaning::trace);
    }

    /// Empty when there is nothing to read in it.
    ///
    /// @param logger its name; may be empty
    Optional<LogLine> line(Origin origin, String logger) {
      int beginning = isInText ? trace.map(Thrown::beginning).orElse(0) : 0;
      String message =
          isInText
              ? cleaning.message(trace.map(all -> Thrown.announcement(all, beginning)).orElse(""))
              : cleaning.message(text);
      if (message.isBlank()) {
        message = cleaning.message(thrown.map(Thrown::headline).orElse(record.getEventName()));
      }
      return message.isBlank()
          ? Optional.empty()
          : Optional.of(
              new LogLine(
                  origin,
                  at,
                  level,
                  source(logger),
                  message,
                  trace.map(all -> all.substring(beginning)),
                  traceId));
    }

    /// Only when the format has a place for a value: many a program makes its messages itself, and
    /// hands them to the logger as if they were formats.
    private Optional<LogSource> source(String logger) {
      return attributes
          .text(FORMATS)
          .filter(format -> format.indexOf('{') >= 0 || format.indexOf('%') >= 0)
          .map(format -> new LogSource(cleaning.message(format), place(logger)));
    }

    /// Class and method; a line would be another one after each edit.
    private String place(String logger) {
      String method = attributes.text("code.function.name", "code.function").orElse("");
      String type = attributes.text("code.namespace").orElse("");
      String place = type.isEmpty() || method.startsWith(type) ? method : type + "." + method;
      return cleaning.name(place.isEmpty() ? logger : place);
    }

    Optional<Signal> signal(Origin origin) {
      return level.isSevere() ? thrown.map(each -> signal(origin, each)) : Optional.empty();
    }

    private Signal signal(Origin origin, Thrown thrown) {
      SortedMap<String, String> named = new TreeMap<>();
      named.put("exception.type", cleaning.name(thrown.type()));
      named.put("log.message", cleaning.message(text));
      if (!traceId.isEmpty()) {
        named.put("trace.id", traceId);
        named.put("span.id", Spans.hex(record.getSpanId()));
      }
      return new Signal(
          // logged twice on its way out, an exception is still one; outside of a trace, only its
          // time tells it from the next
          ContentId.of(
              "log",
              List.of(
                  origin.service(), traceId.isEmpty() ? at.toString() : traceId, thrown.root())),
          Signal.Kind.EXCEPTION,
          origin,
          at,
          received,
          cleaning.message(thrown.headline()),
          trace,
          List.of(),
          Optional.empty(),
          named);
    }
  }

  /// INFO when the record does not say.
  private static Level level(LogRecord record) {
    int number = record.getSeverityNumberValue();
    if (number > 0) {
      Level[] all = Level.values();
      return all[Math.min((number - 1) / NUMBERS_OF_A_LEVEL, all.length - 1)];
    }
    String word = record.getSeverityText();
    return word.length() > MOST_LEVEL_LETTERS
        ? Level.INFO
        : LEVELS.getOrDefault(word.toUpperCase(Locale.ROOT), Level.INFO);
  }
}
