package dev.naosu.telemetry;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.watch.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What a body of OTLP held.
///
/// @param rejected spans, log records or data points that could not be used
/// @param why the first reason; empty when none was rejected
record Harvest(List<Signal> signals, Observed observed, int rejected, String why) {
  static final int MOST_SIGNALS = 1_000;

  /// Where it is gathered.
  static final class Basket {
    private final List<Signal> signals = new ArrayList<>();
    private final List<LogLine> lines = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<SeenSpan> spans = new ArrayList<>();
    private int rejected;
    private String why = "";

    /// Troubles, of which none is left out in silence.
    void add(Collection<Signal> more) {
      int room = Math.max(0, MOST_SIGNALS - signals.size());
      signals.addAll(more.stream().limit(room).toList());
      if (more.size() > room) {
        reject(
            more.size() - room,
            "one request may tell of at most " + MOST_SIGNALS + " troubles; send smaller batches");
      }
    }

    /// As many as there is room for.
    void addSample(Collection<Signal> more) {
      signals.addAll(more.stream().limit(Math.max(0, MOST_SIGNALS - signals.size())).toList());
    }

    void add(LogLine line) {
      lines.add(line);
    }

    void add(Sample sample) {
      samples.add(sample);
    }

    void add(SeenSpan span) {
      spans.add(span);
    }

    void reject(int count, String reason) {
      rejected += count;
      why = why.isEmpty() ? reason : why;
    }

    /// Empty, with the records rejected, when the resource does not say which service it is.
    Optional<Origin> origin(Attributes resource, int records) {
      try {
        return Optional.of(
            new Origin(
                resource.text("service.name").orElse(""),
                resource.text("service.version").orElse(""),
                resource.text("deployment.environment.name", "deployment.environment").orElse("")));
      } catch (IllegalArgumentException e) {
        reject(records, e.getMessage() + "; set OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES");
        return Optional.empty();
      }
    }

    Harvest harvest() {
      return new Harvest(List.copyOf(signals), new Observed(lines, samples, spans), rejected, why);
    }
  }

  /// An instant of OpenTelemetry.
  ///
  /// @param nanos since 1970, unsigned; 0 when unknown
  /// @param instead of one that is unknown, or beyond the year 2262
  static Instant instant(long nanos, Instant instead) {
    return nanos <= 0
        ? instead
        : Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }
}
