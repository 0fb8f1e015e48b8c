package dev.naosu.detect.watch;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogAlarm;
import dev.naosu.detect.logs.LogAlarms;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.metrics.Reading;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Tracks;
import dev.naosu.detect.traces.Operations;
import dev.naosu.detect.traces.SeenSpan;
import dev.naosu.detect.traces.SelfTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Watches one service in one environment. Safe for use by several threads: one at a time.
final class ServiceWatch {
  private static final String OPERATION = "operation";
  private static final Duration STEP = Duration.ofSeconds(10);

  private final LogAlarms logs;
  private final Tracks tracks;
  private final Operations operations = new Operations();
  private final Failures failures;
  private final Slowness slowness = new Slowness();
  private final Togetherness together = new Togetherness();
  private Origin origin;
  private Instant touched;
  private Instant logged;
  private long errors;
  private long warnings;

  ServiceWatch(Origin origin, LearningWatch.Settings settings, Tracks.Room room, Instant now) {
    this.origin = origin;
    this.logs = new LogAlarms(new LogAlarms.Settings(settings.learning(), settings.logsAnHour()));
    this.tracks = new Tracks(settings.series(), room);
    this.failures = new Failures(settings.errors());
    this.touched = now;
    this.logged = now;
  }

  synchronized Instant touched() {
    return touched;
  }

  synchronized List<Track> between(Instant from, Instant to) {
    return tracks.between(from, to);
  }

  /// Forgets all, and gives back the room for its series.
  synchronized void close() {
    tracks.clear();
  }

  synchronized List<Signal> see(
      List<LogLine> lines, List<Sample> samples, List<SeenSpan> spans, Instant now) {
    touched = now;
    Findings found = new Findings(now);
    for (LogLine line : lines) {
      meet(line.origin());
      count(line.level());
      logs.see(line, now).ifPresent(alarm -> found.add(line.origin(), told(alarm)));
    }
    List<Reading> readings = new ArrayList<>();
    for (Sample sample : samples) {
      meet(sample.series().origin());
      tracks.add(sample, now).ifPresent(readings::add);
    }
    for (SeenSpan span : spans) {
      meet(span.origin());
      operations.add(span);
    }
    found.addAll(origin, failures.ofSpans(spans, now));
    found.addAll(origin, judged(readings, now));
    return found.signals();
  }

  synchronized void add(SelfTime time) {
    operations.add(time);
  }

  /// What only shows because time has passed.
  synchronized List<Signal> pass(Instant now) {
    List<Reading> readings = new ArrayList<>(tracks.flush(now));
    Findings found = new Findings(now);
    countLines(now, readings);
    for (Operations.Summary each : operations.close(now)) {
      found.addAll(origin, summed(each, now, readings));
    }
    found.addAll(origin, judged(readings, now));
    return found.signals();
  }

  private List<Finding> judged(List<Reading> readings, Instant now) {
    List<Finding> found = new ArrayList<>(failures.ofCounters(readings, now));
    together.see(readings, now).ifPresent(found::add);
    return found;
  }

  /// The series of an operation, and whether it has become slow.
  private List<Finding> summed(Operations.Summary step, Instant now, List<Reading> readings) {
    List<Finding> found = new ArrayList<>();
    if (!Double.isNaN(step.self())) {
      put("naosu.self_time", step.operation(), step.at(), step.self(), now, readings);
    }
    String name =
        switch (step.role()) {
          case SERVER -> "naosu.requests";
          case CLIENT -> "naosu.calls";
          case INTERNAL -> "";
        };
    if (name.isEmpty()) {
      return found;
    }
    put(name, step.operation(), step.at(), step.rate(), now, readings);
    put(name + ".failed", step.operation(), step.at(), step.failedShare(), now, readings);
    if (step.asked() > 0) {
      put(name + ".duration.median", step.operation(), step.at(), step.median(), now, readings);
      put(name + ".duration.p95", step.operation(), step.at(), step.p95(), now, readings)
          .filter(_ -> step.role() == SeenSpan.Role.SERVER)
          .flatMap(reading -> slowness.see(step, reading, now))
          .ifPresent(found::add);
    }
    return found;
  }

  private Optional<Reading> put(
      String name,
      String operation,
      Instant at,
      double value,
      Instant now,
      List<Reading> readings) {
    TreeMap<String, String> labels = new TreeMap<>();
    if (!operation.isEmpty()) {
      labels.put(OPERATION, operation);
    }
    Optional<Reading> reading =
        tracks.put(
            new Series(origin, name, labels, Series.Shape.GAUGE), new Track.Point(at, value), now);
    reading.ifPresent(readings::add);
    return reading;
  }

  private void count(LogLine.Level level) {
    if (level.isSevere()) {
      errors++;
    } else if (level == LogLine.Level.WARN) {
      warnings++;
    }
  }

  private void countLines(Instant now, List<Reading> readings) {
    if (logged.plus(STEP).isAfter(now)) {
      return;
    }
    double seconds = Math.max(1, Duration.between(logged, now).toMillis() / 1000.0);
    put("naosu.log.errors", "", logged, errors / seconds, now, readings);
    put("naosu.log.warnings", "", logged, warnings / seconds, now, readings);
    errors = 0;
    warnings = 0;
    logged = now;
  }

  private void meet(Origin seen) {
    if (!seen.equals(origin)) {
      origin = seen;
    }
  }

  private static Finding told(LogAlarm alarm) {
    String text = alarm.template().text();
    boolean isWarning = alarm.line().level() == LogLine.Level.WARN;
    String what =
        alarm.isNew()
            ? isWarning ? "New warning in the log: " : "New error in the log: "
            : "Many more than usual in the log: ";
    return new Finding(
        what + text,
        alarm.began(),
        Map.of(
            "watch",
            "log",
            "template",
            text,
            "line",
            alarm.line().message(),
            "count",
            Long.toString(alarm.count()),
            "trace_id",
            alarm.line().trace()));
  }
}
