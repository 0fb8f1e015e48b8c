package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Arrivals;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Counts signals by what came of them, as `naosu_signals_total`, and measures how long it took
/// until there was an incident, as `error_detection_lag_seconds`: whichever way a signal came in.
public final class MeasuredArrivals implements Arrivals {
  private final MeterRegistry meters;
  private final Timer lag;

  public MeasuredArrivals(MeterRegistry meters) {
    this.meters = meters;
    this.lag =
        Timer.builder("error.detection.lag")
            .description("from an error until the incident about it is open")
            .register(meters);
  }

  @Override
  public void arrived(Signal signal, Absorbed absorbed, Instant now) {
    String what = absorbed.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    meters.counter("naosu.signals", "outcome", what).increment();
    if (absorbed instanceof Absorbed.Opened) {
      Duration waited = Duration.between(signal.happened(), now);
      lag.record(waited.isNegative() ? Duration.ZERO : waited);
    }
  }
}
