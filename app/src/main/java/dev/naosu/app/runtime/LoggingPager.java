package dev.naosu.app.runtime;

import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.postgres.DatabaseUnavailable;
import dev.naosu.ship.action.Pager;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.OptionalLong;

/// Calls a person by the incident that it belongs to, the log, and a counter that alerts can watch.
public final class LoggingPager implements Pager {
  private static final System.Logger LOG = System.getLogger("dev.naosu.serve");

  private final Incidents incidents;
  private final Counter calls;
  private final InstantSource clock;

  public LoggingPager(Incidents incidents, MeterRegistry meters, InstantSource clock) {
    this.incidents = incidents;
    this.calls =
        Counter.builder("naosu.actions.calls")
            .description("how often a person was called because of an action")
            .register(meters);
    this.clock = clock;
  }

  @Override
  public void page(String subject, String words, OptionalLong incident) {
    calls.increment();
    LOG.log(System.Logger.Level.ERROR, "somebody has to look: " + subject + ": " + words);
    if (incident.isPresent()) {
      try {
        incidents.note(
            incident.getAsLong(),
            new Note(
                clock.instant(), Note.NAOSU, "somebody has to look: " + subject + ": " + words));
      } catch (DatabaseUnavailable e) {
        LOG.log(System.Logger.Level.WARNING, "and the incident does not say so", e);
      }
    }
  }
}
