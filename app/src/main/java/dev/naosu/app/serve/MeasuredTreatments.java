package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.detect.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Treatments whose time is measured, as `fix_generation_seconds` by what came of them.
record MeasuredTreatments(Treatments treatments, MeterRegistry meters, InstantSource clock)
    implements Treatments {
  @Override
  public Treated treat(
      Incident incident,
      List<Signal> signals,
      List<Signal> good,
      List<Attempt> before,
      Duration searchTime,
      Consumer<String> progress)
      throws InterruptedException {
    Instant began = clock.instant();
    Treated treated = treatments.treat(incident, signals, good, before, searchTime, progress);
    Duration took = Duration.between(began, clock.instant());
    Timer.builder("fix.generation")
        .description("from the beginning of an attempt until its repair is proven, or given up")
        .tag("outcome", treated.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .register(meters)
        .record(took.isNegative() ? Duration.ZERO : took);
    return treated;
  }
}
