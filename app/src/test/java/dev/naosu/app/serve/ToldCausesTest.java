package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.web.MemoryIncidents;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Causes.Estimate;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A model tells causes once they are read, and only once for the same evidence.
class ToldCausesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private final MemoryIncidents incidents = new MemoryIncidents();
  private int calls;

  @Test
  void a_repair_does_not_wait_for_words() throws Exception {
    assertThat(told(incident(State.OPEN)).explanation()).isEmpty();
    assertThat(calls).isZero();
  }

  @Test
  void who_has_to_see_to_it_reads_an_explanation_and_the_model_is_asked_once() throws Exception {
    Incident incident = incident(State.ESCALATED);
    CauseReport report = told(incident);
    assertThat(report.explanation())
        .hasValueSatisfying(
            told -> {
              assertThat(told.claims()).extracting(Explanation.Claim::text).hasSize(1);
              assertThat(told.dropped()).isEqualTo(1);
            });
    incidents.explained(incident.id(), report);
    assertThat(told(incident).explanation()).isEqualTo(report.explanation());
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void without_a_model_the_report_stays_as_it_was() throws Exception {
    assertThat(causes(Optional.empty()).of(incident(State.ESCALATED)))
        .isEqualTo(new Estimate.Told(TestHouse.report("")));
  }

  private CauseReport told(Incident incident) throws InterruptedException {
    Estimate estimate = causes(Optional.of(new Telling())).of(incident);
    assertThat(estimate).isInstanceOf(Estimate.Told.class);
    return ((Estimate.Told) estimate).report();
  }

  private ToldCauses causes(Optional<Model> model) {
    return new ToldCauses(_ -> new Estimate.Told(TestHouse.report("")), incidents, () -> model);
  }

  private final class Telling implements Model {
    @Override
    public String name() {
      return "test/telling";
    }

    @Override
    public Reply ask(Prompt prompt) {
      calls++;
      return new Reply.Answered(
          new Answer(
              "CAUSE: C1\n- It broke at that place [C1]\n- The moon was full",
              Answer.End.COMPLETE,
              Usage.NONE));
    }
  }

  private Incident incident(State state) {
    Signal signal =
        new Signal(
            "bad",
            Signal.Kind.EXCEPTION,
            new Origin("shop", "b41c", "production"),
            NOON,
            NOON,
            "it broke",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>());
    incidents.absorb(signal, Fingerprint.of(signal), NOON);
    incidents.move(1, State.OPEN, state, "", new Note(NOON, Note.NAOSU, state.words()));
    return incidents.find(1).orElseThrow();
  }
}
