package dev.naosu.tail;

import dev.naosu.detect.CleanText;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.watch.Observed;
import dev.naosu.journal.Hash;
import dev.naosu.tail.reading.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Records on their way to a receiver, clean. One of ERROR or worse with an exception is a signal;
/// every one is a line of a log.
final class Batch {
  static final int MOST = 500;
  private static final long MOST_LETTERS = 4L << 20;
  private static final int DIGITS = 32;

  private final CleanText clean;
  private final Map<String, Signal> signals = new LinkedHashMap<>();
  private final List<LogLine> lines = new ArrayList<>();
  private long letters;

  Batch(CleanText clean) {
    this.clean = clean;
  }

  /// Where a record stands.
  ///
  /// @param identity tells it from others of the same words: read again, it has the same one
  /// @param shown for people
  record Place(String identity, String shown) {}

  /// @param usual level of a record that tells none
  void add(Origin origin, Entry entry, Place place, Level usual, Instant received) {
    Level level = entry.levelOr(usual);
    Instant at = entry.at().orElse(received);
    String message = clean.message(entry.message());
    Optional<String> trace = entry.stackTrace().map(clean::trace);
    String id = clean.name(entry.trace());
    lines.add(new LogLine(origin, at, level, Optional.empty(), message, trace, id));
    letters += message.length() + trace.map(String::length).orElse(0);
    if (level.isSevere() && trace.isPresent()) {
      Signal signal = signal(origin, entry, place, received, lines.getLast());
      signals.putIfAbsent(signal.id(), signal);
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean isFull() {
    return lines.size() >= MOST || letters >= MOST_LETTERS;
  }

  List<Signal> signals() {
    return List.copyOf(signals.values());
  }

  Observed observed() {
    return new Observed(lines, List.of(), List.of());
  }

  void clear() {
    signals.clear();
    lines.clear();
    letters = 0;
  }

  private Signal signal(Origin origin, Entry entry, Place place, Instant received, LogLine line) {
    String trace = line.stackTrace().orElseThrow();
    String headline = trace.lines().findFirst().orElse("").strip();
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put("exception.type", clean.name(headline.split("[:\\s]", 2)[0]));
    attributes.put("log.message", line.message());
    attributes.put("log.place", clean.name(place.shown()));
    if (!entry.logger().isEmpty()) {
      attributes.put("log.logger", clean.name(entry.logger()));
    }
    if (!line.trace().isEmpty()) {
      attributes.put("trace.id", line.trace());
    }
    String seen =
        // logged twice on its way out, an exception is still one
        line.trace().isEmpty()
            ? place.identity() + "\n" + line.message() + "\n" + trace
            : line.trace() + "\n" + StackTraceText.root(trace);
    return new Signal(
        "log:" + Hash.of(origin.service() + "\n" + seen).hex().substring(0, DIGITS),
        Signal.Kind.EXCEPTION,
        origin,
        line.at(),
        received,
        clean.message(headline),
        Optional.of(trace),
        List.of(),
        Optional.empty(),
        attributes);
  }
}
