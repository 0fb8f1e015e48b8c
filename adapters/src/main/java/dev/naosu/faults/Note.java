package dev.naosu.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Names and values, a line each, as holders and proxies are told what to do.
record Note(SortedMap<String, String> values) {
  Note(Map<String, String> values) {
    this(new TreeMap<>(values));
  }

  /// Up to the first empty line, or the end.
  static Note read(BufferedReader reader) throws IOException {
    SortedMap<String, String> values = new TreeMap<>();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new Note(values);
  }

  static Note of(byte[] bytes) throws IOException {
    return read(new BufferedReader(new StringReader(new String(bytes, StandardCharsets.UTF_8))));
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /// In [0, 1].
  double share(String name) {
    String text = text(name);
    return text.isEmpty() ? 1 : Double.parseDouble(text) / 100;
  }

  Note with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return new Note(more);
  }

  String written() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> {
          if ((name + value).chars().anyMatch(each -> each < ' ')) {
            throw new IllegalArgumentException("a value is one line, not that of " + name);
          }
          text.append(name).append('=').append(value).append('\n');
        });
    return text.append('\n').toString();
  }

  byte[] bytes() {
    return written().getBytes(StandardCharsets.UTF_8);
  }
}
