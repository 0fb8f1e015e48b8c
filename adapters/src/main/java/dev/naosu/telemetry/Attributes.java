package dev.naosu.telemetry;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Attributes of OpenTelemetry, by name.
record Attributes(Map<String, AnyValue> values) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int MOST = 256;
  private static final int MOST_ELEMENTS = 64;
  private static final int DEEPEST = 4;

  static Attributes of(List<KeyValue> pairs) {
    Map<String, AnyValue> values = new LinkedHashMap<>();
    for (KeyValue pair : pairs.subList(0, Math.min(pairs.size(), MOST))) {
      values.put(pair.getKey(), pair.getValue());
    }
    return new Attributes(values);
  }

  /// The first of these names that has a value; semantic conventions change their names.
  Optional<String> text(String... names) {
    for (String name : names) {
      AnyValue value = values.get(name);
      if (value != null) {
        String text = text(value, DEEPEST);
        if (!text.isEmpty()) {
          return Optional.of(text);
        }
      }
    }
    return Optional.empty();
  }

  /// 0 when none of the names has a number.
  long number(String... names) {
    for (String name : names) {
      AnyValue value = values.get(name);
      if (value != null && value.hasIntValue()) {
        return value.getIntValue();
      }
      if (value != null && NUMBER.matcher(value.getStringValue()).matches()) {
        return Long.parseLong(value.getStringValue());
      }
    }
    return 0;
  }

  /// By what follows the prefix; a value that is no list is a list of one.
  Map<String, List<String>> lists(String prefix) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            List<String> texts = new ArrayList<>();
            if (value.hasArrayValue()) {
              value.getArrayValue().getValuesList().stream()
                  .limit(MOST_ELEMENTS)
                  .forEach(each -> texts.add(text(each, DEEPEST)));
            } else {
              texts.add(text(value, DEEPEST));
            }
            lists.put(name.substring(prefix.length()), texts);
          }
        });
    return lists;
  }

  static String text(AnyValue value) {
    return text(value, DEEPEST);
  }

  private static String text(AnyValue value, int depth) {
    if (depth == 0) {
      return "…";
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
      case BYTES_VALUE -> Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .limit(MOST_ELEMENTS)
              .map(each -> text(each, depth - 1))
              .collect(Collectors.joining(", ", "[", "]"));
      case KVLIST_VALUE ->
          value.getKvlistValue().getValuesList().stream()
              .limit(MOST_ELEMENTS)
              .map(each -> each.getKey() + "=" + text(each.getValue(), depth - 1))
              .collect(Collectors.joining(", ", "{", "}"));
      // a reference into a table that only profiles have
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> "";
    };
  }
}
