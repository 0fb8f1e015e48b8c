package dev.naosu.telemetry;

import com.google.protobuf.ByteString;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.Signal;
import dev.naosu.detect.traces.SeenSpan;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads spans. Each is an operation that was seen. An exception that passed through several spans
/// of a trace is one signal, with the request of the server span around them. What a service caught
/// and answered well is no trouble.
final class Spans {
  private static final int MOST_EVENTS = 64;
  private static final int DEEPEST = 64;

  /// Good requests of one body, no two of the same route: a sample, as there may be very many.
  private static final int MOST_GOOD = 20;

  private final Cleaning cleaning;
  private final Instant received;
  private final LoggedExceptions logged;

  Spans(Cleaning cleaning, Instant received, LoggedExceptions logged) {
    this.cleaning = cleaning;
    this.received = received;
    this.logged = logged;
  }

  Harvest read(List<ResourceSpans> resources) {
    Harvest.Basket basket = new Harvest.Basket();
    for (ResourceSpans resource : resources) {
      List<Span> spans =
          resource.getScopeSpansList().stream()
              .map(ScopeSpans::getSpansList)
              .flatMap(List::stream)
              .toList();
      basket
          .origin(Attributes.of(resource.getResource().getAttributesList()), spans.size())
          .ifPresent(origin -> new OfOneService(origin, spans).into(basket));
    }
    return basket.harvest();
  }

  /// A span is known by its trace and its own id; ids of spans repeat between traces.
  private record Key(ByteString trace, ByteString span) {
    static Key of(Span span) {
      return new Key(span.getTraceId(), span.getSpanId());
    }
  }

  private final class OfOneService {
    private final Origin origin;
    private final Map<Key, Span> spans = new LinkedHashMap<>();
    private final Map<Key, ServerSpan> servers = new LinkedHashMap<>();

    /// By id: what was thrown, with all that the spans of this body know of it.
    private final Map<String, Signal> troubles = new LinkedHashMap<>();

    /// Server spans of which a trouble tells already.
    private final Set<Key> told = new HashSet<>();

    OfOneService(Origin origin, List<Span> all) {
      this.origin = origin;
      for (Span span : all) {
        spans.put(Key.of(span), span);
        if (span.getKind() == Span.SpanKind.SPAN_KIND_SERVER) {
          servers.put(Key.of(span), ServerSpan.of(Attributes.of(span.getAttributesList())));
        }
      }
    }

    void into(Harvest.Basket basket) {
      spans.values().forEach(this::exceptions);
      servers.forEach(this::failedAnswer);
      basket.add(troubles.values());
      basket.addSample(good());
      spans.forEach((key, span) -> seen(key, span).ifPresent(basket::add));
    }

    /// Empty when it has no id, as nothing can be said of its place then.
    private Optional<SeenSpan> seen(Key key, Span span) {
      if (key.trace().isEmpty() || key.span().isEmpty()) {
        return Optional.empty();
      }
      Optional<ServerSpan> server = Optional.ofNullable(servers.get(key));
      long nanos = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
      return Optional.of(
          new SeenSpan(
              origin,
              hex(key.trace()),
              hex(key.span()),
              hex(span.getParentSpanId()),
              cleaning.name(
                  server.flatMap(ServerSpan::operation).orElse(Operation.of(span.getName()))),
              role(span),
              Harvest.instant(span.getStartTimeUnixNano(), received),
              span.getStartTimeUnixNano() > 0 && nanos > 0
                  ? Duration.ofNanos(nanos)
                  : Duration.ZERO,
              span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
                  || server.filter(each -> each.status() >= 500).isPresent()));
    }

    private void exceptions(Span span) {
      Optional<Key> server = serverAround(span);
      if (server.filter(this::isAnsweredWell).isPresent()) {
        return;
      }
      span.getEventsList().stream()
          .filter(event -> event.getName().equals("exception"))
          .limit(MOST_EVENTS)
          .forEach(
              event ->
                  Thrown.of(Attributes.of(event.getAttributesList()))
                      .ifPresent(
                          thrown -> {
                            server.ifPresent(told::add);
                            keep(span, server, thrown, event.getTimeUnixNano());
                          }));
    }

    private boolean isAnsweredWell(Key key) {
      Span span = spans.get(key);
      ServerSpan server = servers.get(key);
      return span != null
          && server != null
          && server.isAnsweredWell()
          && span.getStatus().getCode() != Status.StatusCode.STATUS_CODE_ERROR;
    }

    private void keep(Span span, Optional<Key> server, Thrown thrown, long nanos) {
      Optional<String> trace = thrown.trace().map(cleaning::trace);
      Optional<RecordedRequest> request = server.flatMap(key -> request(key, Role.FAILING, trace));
      String root = thrown.root();
      // with its request it is more than the same exception was, seen in a body before without it:
      // it must not be dropped as a repetition
      String id =
          ContentId.of(
              "span",
              List.of(
                  origin.service(), hex(span.getTraceId()), root, request.isPresent() ? "1" : "0"));
      SortedMap<String, String> attributes = attributes(span, server);
      attributes.put("exception.type", cleaning.name(thrown.type()));
      Signal signal =
          new Signal(
              id,
              Signal.Kind.EXCEPTION,
              origin,
              Harvest.instant(nanos, received),
              received,
              cleaning.message(thrown.headline()),
              trace,
              List.of(),
              request,
              attributes);
      troubles.merge(id, signal, OfOneService::longer);
    }

    /// What wraps an exception tells of it too, so its trace says more.
    private static Signal longer(Signal one, Signal other) {
      return other.trace().orElse("").length() > one.trace().orElse("").length() ? other : one;
    }

    private void failedAnswer(Key key, ServerSpan server) {
      Span span = spans.get(key);
      if (span == null || told.contains(key) || server.status() < 500) {
        return;
      }
      String id =
          ContentId.of(
              "span", List.of(origin.service(), hex(key.trace()), hex(key.span()), "answer"));
      Signal answer = signal(id, Signal.Kind.EXCEPTION, span, server, span.getEndTimeUnixNano());
      troubles.put(
          id,
          logged
              .in(origin.service(), hex(key.trace()))
              .map(why -> becauseOf(why, answer, request(key, Role.FAILING, why.trace())))
              .orElse(answer));
    }

    /// The exception that was logged, with the request whose answer it spoilt.
    private static Signal becauseOf(Signal why, Signal answer, Optional<RecordedRequest> request) {
      SortedMap<String, String> attributes = new TreeMap<>(why.attributes());
      attributes.putAll(answer.attributes());
      return new Signal(
          answer.id(),
          Signal.Kind.EXCEPTION,
          answer.origin(),
          why.at(),
          answer.received(),
          why.message(),
          why.trace(),
          List.of(),
          request,
          attributes);
    }

    private List<Signal> good() {
      Map<String, Signal> byRoute = new LinkedHashMap<>();
      servers.forEach(
          (key, server) -> {
            Span span = spans.get(key);
            if (span != null
                && server.isGoodGet()
                && isAnsweredWell(key)
                && byRoute.size() < MOST_GOOD
                && !byRoute.containsKey(server.route())) {
              String id =
                  ContentId.of(
                      "span", List.of(origin.service(), hex(key.trace()), hex(key.span())));
              byRoute.put(
                  server.route(),
                  signal(id, Signal.Kind.GOOD_REQUEST, span, server, span.getStartTimeUnixNano()));
            }
          });
      return List.copyOf(byRoute.values());
    }

    private Signal signal(String id, Signal.Kind kind, Span span, ServerSpan server, long nanos) {
      return new Signal(
          id,
          kind,
          origin,
          Harvest.instant(nanos, received),
          received,
          cleaning.message(server.headline()),
          Optional.empty(),
          List.of(),
          request(
              Key.of(span),
              kind == Signal.Kind.GOOD_REQUEST ? Role.GOOD : Role.FAILING,
              Optional.empty()),
          attributes(span, Optional.of(Key.of(span))));
    }

    private Optional<RecordedRequest> request(Key key, Role role, Optional<String> trace) {
      ServerSpan server = servers.get(key);
      return server == null
          ? Optional.empty()
          : server.request(
              "span:" + hex(key.trace()) + ":" + hex(key.span()), role, trace, cleaning);
    }

    private SortedMap<String, String> attributes(Span span, Optional<Key> server) {
      SortedMap<String, String> attributes = new TreeMap<>();
      attributes.put("trace.id", hex(span.getTraceId()));
      attributes.put("span.id", hex(span.getSpanId()));
      attributes.put("span.name", cleaning.name(span.getName()));
      server
          .map(servers::get)
          .map(ServerSpan::route)
          .filter(route -> !route.isEmpty())
          .ifPresent(route -> attributes.put("http.route", cleaning.name(route)));
      return attributes;
    }

    /// The server span that it is, or that it is in; of this service, as far as this body tells.
    private Optional<Key> serverAround(Span span) {
      Key key = Key.of(span);
      for (int depth = 0; depth < DEEPEST; depth++) {
        if (servers.containsKey(key)) {
          return Optional.of(key);
        }
        Span at = spans.get(key);
        if (at == null || at.getParentSpanId().isEmpty()) {
          return Optional.empty();
        }
        key = new Key(at.getTraceId(), at.getParentSpanId());
      }
      return Optional.empty();
    }
  }

  /// Who sends a message does not wait for what is done with it.
  private static SeenSpan.Role role(Span span) {
    return switch (span.getKind()) {
      case SPAN_KIND_SERVER, SPAN_KIND_CONSUMER -> SeenSpan.Role.SERVER;
      case SPAN_KIND_CLIENT -> SeenSpan.Role.CLIENT;
      case SPAN_KIND_PRODUCER, SPAN_KIND_INTERNAL, SPAN_KIND_UNSPECIFIED, UNRECOGNIZED ->
          SeenSpan.Role.INTERNAL;
    };
  }

  /// An id in hexadecimal, as it is told to people and to other programs.
  static String hex(ByteString id) {
    // ids have 8 and 16 bytes; a hostile one may have millions
    return HexFormat.of().formatHex(id.substring(0, Math.min(id.size(), 16)).toByteArray());
  }
}
