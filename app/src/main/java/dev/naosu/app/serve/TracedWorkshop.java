package dev.naosu.app.serve;

import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.Outcome;
import dev.naosu.cycle.Ports;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A workshop that tells the stages of a healing as spans of the step it is in.
record TracedWorkshop(Workshop workshop, Tracer tracer, InstantSource clock) implements Workshop {
  @Override
  public Bench open(Path project, UnaryOperator<Ports> around) throws IOException {
    Bench bench = workshop.open(project, around);
    return new Bench(told(bench.healer()), bench.originals(), bench.copy());
  }

  private Healer told(Healer healer) {
    return (request, watcher) -> {
      Context step = Context.current();
      Outcome outcome = healer.heal(request, watcher.andThen(stages(step)));
      Span.fromContext(step).setAttribute("naosu.outcome", outcome.getClass().getSimpleName());
      return outcome;
    };
  }

  private Consumer<HealEvent> stages(Context step) {
    return event -> {
      switch (event) {
        case HealEvent.Built built -> tell(span("build", step), built.took());
        case HealEvent.Observed observed ->
            tell(
                span("tests", step)
                    .setAttribute("naosu.tests", observed.ran())
                    .setAttribute("naosu.failing", observed.failing().size()),
                observed.took());
        case HealEvent.Replayed replayed ->
            tell(
                span("requests", step)
                    .setAttribute("naosu.failing", replayed.failing().size())
                    .setAttribute("naosu.good", replayed.good()),
                replayed.took());
        case HealEvent.Localised localised -> tell(span("localise", step), localised.took());
        case HealEvent.Searched searched ->
            tell(
                span("repair", step)
                    .setAttribute("naosu.candidates", searched.funnel().decided())
                    .setAttribute("naosu.plausible", searched.funnel().plausible()),
                searched.took());
        case HealEvent.Answered answered ->
            tell(
                span("models", step)
                    .setAttribute("naosu.candidates", answered.asked().funnel().decided())
                    .setAttribute("naosu.plausible", answered.asked().funnel().plausible())
                    .setAttribute("naosu.tokens", answered.asked().used().tokens()),
                answered.took());
        case HealEvent.Proved proved ->
            tell(span("prove", step).setAttribute("naosu.holds", proved.holds()), proved.took());
        case HealEvent.Written written ->
            tell(
                span("test", step).setAttribute("naosu.tests", written.names().size()),
                written.took());
        case HealEvent.Noted _,
            HealEvent.Observing _,
            HealEvent.Searching _,
            HealEvent.Asking _,
            HealEvent.Proving _ -> {
          // told by their ends, or no stage
        }
      }
    };
  }

  private SpanBuilder span(String name, Context step) {
    return tracer.spanBuilder(name).setParent(step);
  }

  /// What has just ended.
  private void tell(SpanBuilder span, Duration took) {
    Instant now = clock.instant();
    span.setStartTimestamp(now.minus(took)).startSpan().end(now);
  }
}
