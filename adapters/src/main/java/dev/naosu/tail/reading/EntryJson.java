package dev.naosu.tail.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.detect.logs.LogLine.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads records of JSON: the Elastic Common Schema, logstash-logback-encoder, GELF, log4j2's
/// layouts, what Spring Boot writes of these, and whatever has names like theirs.
record EntryJson(Stamps stamps) {
  private static final int DEEPEST = 12;
  private static final int FLATTENED = 4;
  private static final int MOST_FIELDS = 400;
  private static final int MOST_FRAMES = 1_000;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());

  private static final List<String> TIME =
      List.of("@timestamp", "timestamp", "time", "ts", "timemillis", "datetime", "date");
  private static final List<String> LEVEL =
      List.of("log.level", "level", "severity", "loglevel", "levelname", "level_name");
  private static final List<String> LOGGER =
      List.of("log.logger", "logger_name", "loggername", "logger", "_logger", "logger.name");
  private static final List<String> MESSAGE = List.of("message", "msg", "short_message", "log");
  private static final List<String> STACK =
      List.of(
          "error.stack_trace",
          "stack_trace",
          "exception.stacktrace",
          "thrown.extendedstacktrace",
          "stacktrace",
          "error.stack",
          "_error_stack_trace",
          "throwable",
          "exception.stack_trace",
          "exception",
          "full_message");
  private static final List<String> TYPE =
      List.of(
          "error.type",
          "exception.exception_class",
          "thrown.name",
          "_error_type",
          "exception.type");
  private static final List<String> CAUSE =
      List.of(
          "error.message",
          "exception.exception_message",
          "thrown.message",
          "_error_message",
          "exception.message");
  private static final List<String> TRACE =
      List.of(
          "trace.id",
          "traceid",
          "trace_id",
          "mdc.traceid",
          "mdc.trace_id",
          "contextmap.traceid",
          "contextmap.trace_id",
          "context.traceid",
          "labels.trace_id",
          "_traceid",
          "_trace_id");

  /// A quick look, without reading it.
  static boolean mayBeRecord(String line) {
    return line.contains("\"message\"")
        || line.contains("\"msg\"")
        || line.contains("\"level\"")
        || line.contains("\"log.level\"")
        || line.contains("\"short_message\"")
        || line.contains("\"@timestamp\"")
        || line.contains("\"severity\"");
  }

  /// Empty when it is no object of JSON.
  Optional<Entry> read(String line, Instant now) {
    try {
      JsonNode node = JSON.readTree(line);
      return node != null && node.isObject() ? Optional.of(entry(node, now)) : Optional.empty();
    } catch (JsonProcessingException _) {
      // cut off, or not JSON at all: then it is text
      return Optional.empty();
    }
  }

  private Entry entry(JsonNode node, Instant now) {
    Map<String, JsonNode> fields = new HashMap<>();
    flatten("", node, FLATTENED, fields);
    String message = text(fields, MESSAGE).orElse("");
    Optional<String> stack = text(fields, STACK).filter(EntryJson::isTrace);
    Optional<String> headline =
        text(fields, TYPE)
            .map(type -> text(fields, CAUSE).map(cause -> type + ": " + cause).orElse(type));
    Optional<Entry> inner =
        stack.isEmpty() && headline.isEmpty() && message.indexOf('\n') > 0
            ? Optional.of(new EntryText(stamps).read(message, now))
            : Optional.empty();
    return new Entry(
        time(fields, now),
        level(fields),
        text(fields, LOGGER).orElse(""),
        inner.map(Entry::message).orElse(message),
        stack
            .map(String::strip)
            .map(TraceText::inOrder)
            .or(() -> headline)
            .or(() -> inner.flatMap(Entry::stackTrace)),
        text(fields, TRACE).filter(id -> id.length() <= 64).orElse(""));
  }

  /// GELF's full message and a field called exception need not hold a trace.
  private static boolean isTrace(String text) {
    return TraceText.in(text.lines().limit(MOST_FRAMES).toList()).isPresent();
  }

  private static Optional<Level> level(Map<String, JsonNode> fields) {
    return text(fields, LEVEL)
        .flatMap(Levels::of)
        .or(
            () ->
                Optional.ofNullable(fields.get("level_value"))
                    .filter(JsonNode::isInt)
                    .map(value -> Levels.ofValue(value.asInt())));
  }

  private Optional<Instant> time(Map<String, JsonNode> fields, Instant now) {
    JsonNode seconds = fields.get("instant.epochsecond");
    if (seconds != null && seconds.canConvertToLong()) {
      JsonNode nanos = fields.get("instant.nanoofsecond");
      return instant(seconds.asLong(), nanos == null ? 0 : nanos.asLong());
    }
    for (String name : TIME) {
      JsonNode value = fields.get(name);
      if (value != null && value.isNumber()) {
        return number(value.asDouble());
      }
      if (value != null && value.isTextual()) {
        Optional<Instant> time = stamps.whole(value.asText(), now);
        if (time.isPresent()) {
          return time;
        }
      }
    }
    return Optional.empty();
  }

  /// Since 1970, in a unit that its size tells.
  private static Optional<Instant> number(double value) {
    double seconds = value;
    while (Math.abs(seconds) > 1e11) {
      seconds /= 1_000;
    }
    return instant((long) seconds, Math.round((seconds - Math.floor(seconds)) * 1e6) * 1_000);
  }

  private static Optional<Instant> instant(long seconds, long nanos) {
    return Math.abs(seconds) > 100_000_000_000L || Math.abs(nanos) > 1_000_000_000L
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds, nanos));
  }

  private static Optional<String> text(Map<String, JsonNode> fields, List<String> names) {
    for (String name : names) {
      JsonNode value = fields.get(name);
      if (value != null && value.isArray()) {
        // the Elastic layouts can write a trace as a list of its lines
        return Optional.of(
            StreamSupport.stream(value.spliterator(), false)
                .limit(MOST_FRAMES)
                .map(JsonNode::asText)
                .collect(Collectors.joining("\n")));
      }
      if (value != null && value.isValueNode() && !value.asText().isBlank()) {
        return Optional.of(value.asText());
      }
    }
    return Optional.empty();
  }

  private static void flatten(
      String prefix, JsonNode node, int depth, Map<String, JsonNode> fields) {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (fields.size() >= MOST_FIELDS) {
        return;
      }
      String name = prefix + each.getKey().toLowerCase(Locale.ROOT);
      if (each.getValue().isObject()) {
        if (depth > 1) {
          flatten(name + ".", each.getValue(), depth - 1, fields);
        }
      } else if (!each.getValue().isNull()) {
        fields.putIfAbsent(name, each.getValue());
      }
    }
  }
}
