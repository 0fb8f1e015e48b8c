package dev.naosu.app.serve;

import dev.naosu.app.web.Visits;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Requests told as spans of whoever asks, where they say of which trace they are.
record TracedVisits(Tracer tracer) implements Visits {
  /// What machines ask all the time, and what would make naosu tell of its own telling.
  private static final Set<String> UNTOLD =
      Set.of("/health", "/ready", "/metrics", "/v1/traces", "/v1/logs");

  private static final int SERVER_ERROR = 500;

  @Override
  public Visit begin(String method, String route, UnaryOperator<String> header) {
    if (UNTOLD.contains(route)) {
      return _ -> {};
    }
    Context asker =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), header, TracedVisits::value);
    Span span =
        tracer
            .spanBuilder(method + " " + route)
            .setParent(asker)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("http.route", route)
            .startSpan();
    return status -> {
      span.setAttribute("http.response.status_code", status);
      if (status >= SERVER_ERROR) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    };
  }

  private static @Nullable String value(@Nullable UnaryOperator<String> header, String name) {
    String value = header == null ? "" : header.apply(name);
    return value.isEmpty() ? null : value;
  }
}
