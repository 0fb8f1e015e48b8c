package dev.naosu.app.web;

import dev.naosu.detect.watch.Observed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what comes in, by whatever way. All of these made for one registry count together.
public final class IntakeMeters {
  private final MeterRegistry registry;
  private final Counter bytes;

  public IntakeMeters(MeterRegistry registry) {
    this.registry = registry;
    this.bytes =
        Counter.builder("naosu.intake.bytes")
            .description("taken from senders, unpacked")
            .register(registry);
  }

  /// A body was read.
  ///
  /// @param unpacked its size
  public void read(long unpacked) {
    bytes.increment((double) unpacked);
  }

  /// Nothing of a delivery was taken.
  ///
  /// @param reason one of a few words, such as the kind of a [Problem]
  public void refused(String reason) {
    Counter.builder("naosu.intake.refused")
        .description("deliveries of which nothing was taken")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /// What a delivery held.
  ///
  /// @param signals kept, also when they were here before
  /// @param rejected left out for a mistake of theirs
  public void took(int signals, Observed observed, int rejected) {
    count("signal", signals);
    count("log", observed.lines().size());
    count("sample", observed.samples().size());
    count("span", observed.spans().size());
    count("rejected", rejected);
  }

  private void count(String kind, int records) {
    Counter.builder("naosu.intake.records")
        .description("records in the deliveries that were taken; one may be of two kinds")
        .tag("kind", kind)
        .register(registry)
        .increment(records);
  }
}
