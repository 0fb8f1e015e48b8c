package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Event;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Steps;
import dev.naosu.durable.Body;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// Cycles told as traces: one for each attempt at an incident, and in it a span for each step, when
/// it is done and not when it is only remembered.
///
/// The root of a trace is told when the attempt is over, by whichever process is there then; until
/// then its steps name it as their parent.
record TracedCycle(
    Body body, Incidents incidents, Tracer tracer, AttemptIds ids, InstantSource clock)
    implements Body {
  @Override
  public void run(long incident, Steps steps) throws InterruptedException {
    body.run(incident, new Told(incident, steps));
  }

  /// The steps of one run.
  private final class Told implements Steps {
    private final long id;
    private final Steps steps;

    /// The attempt that is under way; empty until a step is done.
    private Optional<Under> under = Optional.empty();

    Told(long id, Steps steps) {
      this.id = id;
      this.steps = steps;
    }

    @Override
    public String once(String name, Callable<String> work) {
      return steps.once(name, () -> done(name, work));
    }

    @Override
    public String inTurn(String name, Callable<String> work) {
      return steps.inTurn(name, () -> done(name, work));
    }

    @Override
    public String aside(String name, Callable<String> work) {
      return steps.aside(name, () -> done(name, work));
    }

    @Override
    public Optional<String> await(String topic, Duration limit) {
      return steps.await(topic, limit);
    }

    @Override
    public void sleep(Duration time) {
      steps.sleep(time);
    }

    private String done(String name, Callable<String> work) throws Exception {
      Under attempt = under.isEmpty() ? Under.find(incidents, id, name) : under.get();
      under = Optional.of(attempt);
      // "3 HEALING to PROVEN" is the same step in every incident but for its turn
      Span span =
          tracer
              .spanBuilder(name.replaceFirst("^\\d+ ", ""))
              .setParent(attempt.asParent())
              .setAttribute("naosu.incident", id)
              .setAttribute("naosu.attempt", attempt.number())
              .startSpan();
      try (Scope _ = span.makeCurrent()) {
        String said = work.call();
        tell(span, said);
        after(name, said, attempt);
        return said;
      } catch (Exception e) {
        failed(span, e);
        throw e;
      } finally {
        span.end();
      }
    }

    /// Tells what came of a step, which is a word of naosu's own where it is an event.
    private void tell(Span span, String said) {
      Stream.of(Event.values())
          .filter(event -> event.name().equals(said))
          .findFirst()
          .ifPresent(
              event -> {
                span.setAttribute("naosu.event", event.name());
                switch (event) {
                  case FAILED,
                      GAVE_UP,
                      TOO_COMPLEX,
                      NOT_SHIPPED,
                      ROLLED_BACK,
                      TAKEN_BACK,
                      BEYOND_RUNTIME ->
                      span.setStatus(StatusCode.ERROR, event.name());
                  case TAKEN_UP,
                      NOT_CODE,
                      PROVED,
                      SURE,
                      LIKELY,
                      UNSURE,
                      APPROVED,
                      UNOPPOSED,
                      SENT_BACK,
                      DENIED,
                      SHIPPED,
                      NO_FLEET,
                      OFFERED,
                      MERGED,
                      CLOSED_THERE,
                      PROMOTED,
                      UNDECIDED,
                      RESUMED,
                      RELIEVED,
                      ENDED_BY_HAND -> {
                    // nothing failed
                  }
                }
              });
    }

    /// An attempt is over with the incident, or when the next one begins.
    private void after(String name, String said, Under attempt) {
      if (!name.contains(" to ")) {
        return;
      }
      State now = State.valueOf(said.split(" ", 2)[0]);
      boolean next = now == State.HEALING && !name.contains(State.OPEN + " to ");
      if (next || now.isFinal()) {
        end(attempt, now);
        under = Optional.empty();
      }
    }

    private void end(Under attempt, State now) {
      SpanBuilder root =
          tracer
              .spanBuilder("heal")
              .setNoParent()
              .setStartTimestamp(attempt.began())
              .setAttribute("naosu.service", attempt.service())
              .setAttribute("naosu.incident", id)
              .setAttribute("naosu.attempt", attempt.number())
              .setAttribute("naosu.state", now.name());
      Span span = ids.as(attempt.root(), root::startSpan);
      if (now == State.ESCALATED || now == State.HEALING) {
        span.setStatus(StatusCode.ERROR, now.name());
      }
      span.end(clock.instant());
    }
  }

  /// Tells that something was thrown, by its class: its message may hold text of a patient. That
  /// naosu ends is no failure.
  static void failed(Span span, Exception e) {
    if (e instanceof InterruptedException) {
      span.setAttribute("naosu.interrupted", true);
    } else {
      span.setAttribute("error.type", e.getClass().getName());
      span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
    }
  }

  /// The attempt that is under way.
  ///
  /// @param number from 1
  private record Under(int number, String service, Instant began, AttemptIds.Root root) {
    /// @param step that is about to be done
    static Under find(Incidents incidents, long id, String step) {
      Incident incident =
          incidents
              .find(id)
              .orElseThrow(() -> new IllegalStateException("incident " + id + " is gone"));
      List<Attempt> ended = incidents.attempts(id);
      int begun = incident.attempts();
      boolean another =
          begun == 0
              // what comes after the move belongs to the next one, the move itself does not
              || incident.state() == State.HEALING
                  && !step.contains(" to ")
                  && ended.stream().anyMatch(each -> each.number() == begun);
      int number = begun + (another ? 1 : 0);
      Instant began =
          ended.stream()
              .filter(each -> each.number() == number - 1)
              .map(Attempt::ended)
              .findFirst()
              .orElse(incident.opened());
      return new Under(
          number, incident.origin().service(), began, AttemptIds.Root.of(incident, number));
    }

    Context asParent() {
      return Context.root()
          .with(
              Span.wrap(
                  SpanContext.createFromRemoteParent(
                      root.trace(),
                      root.span(),
                      TraceFlags.getSampled(),
                      TraceState.getDefault())));
    }
  }
}
