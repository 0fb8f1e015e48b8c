package dev.naosu.detect.watch;

import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.traces.SeenSpan;
import java.util.List;

/// What services said that is no trouble by itself.
public record Observed(List<LogLine> lines, List<Sample> samples, List<SeenSpan> spans) {
  public static final Observed NOTHING = new Observed(List.of(), List.of(), List.of());

  public Observed {
    lines = List.copyOf(lines);
    samples = List.copyOf(samples);
    spans = List.copyOf(spans);
  }

  public boolean isEmpty() {
    return lines.isEmpty() && samples.isEmpty() && spans.isEmpty();
  }
}
