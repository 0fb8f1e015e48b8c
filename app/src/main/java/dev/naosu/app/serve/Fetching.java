package dev.naosu.app.serve;

import dev.naosu.detect.watch.Receiver;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.prometheus.PrometheusPolling;
import dev.naosu.redaction.Redaction;
import dev.naosu.tail.JournalTail;
import dev.naosu.tail.LogTail;
import dev.naosu.tail.Pace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Runs what naosu fetches by itself, and knows what of it cannot be had at present.
final class Fetching implements AutoCloseable {
  private final Deque<Runnable> parts = new ArrayDeque<>();
  private final Map<String, Supplier<List<String>>> problems = new TreeMap<>();

  /// Begins everything that is asked for.
  ///
  /// @param data where positions are kept
  void begin(
      Sources sources,
      Path data,
      Receiver receiver,
      Redaction redaction,
      InstantSource clock,
      MeterRegistry meters)
      throws IOException {
    Path places = data.resolve("sources");
    if (!sources.logs().isEmpty()) {
      LogTail tail =
          LogTail.follow(
              sources.logs(), places.resolve("logs.json"), receiver, redaction, clock, Pace.USUAL);
      running("logs", tail::close, tail::problems, meters);
    }
    if (!sources.journal().isEmpty()) {
      JournalTail journal =
          JournalTail.follow(
              sources.journal(),
              places.resolve("journal.json"),
              receiver,
              redaction,
              clock,
              Pace.USUAL,
              ProcessSandbox.create());
      running("journal", journal::close, journal::problems, meters);
    }
    if (sources.prometheus().isPresent()) {
      PrometheusPolling polling =
          PrometheusPolling.begin(
              sources.prometheus().get(),
              places.resolve("prometheus.json"),
              receiver,
              redaction,
              clock);
      running("prometheus", polling::close, polling::problems, meters);
    }
  }

  /// What cannot be fetched at present, one sentence each; without paths and addresses, which are
  /// not for everybody.
  List<String> problems() {
    synchronized (problems) {
      return problems.entrySet().stream()
          .filter(each -> !each.getValue().get().isEmpty())
          .map(
              each ->
                  each.getKey()
                      + ": "
                      + each.getValue().get().size()
                      + " cannot be read at present; naosu's log says why")
          .toList();
    }
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      parts.pop().run();
    }
  }

  private void running(
      String name, Runnable end, Supplier<List<String>> told, MeterRegistry meters) {
    parts.push(end);
    synchronized (problems) {
      problems.put(name, told);
    }
    Gauge.builder("naosu.sources.failing", () -> told.get().size())
        .description("logs and queries that cannot be read at present")
        .tag("source", name)
        .strongReference(true)
        .register(meters);
  }
}
