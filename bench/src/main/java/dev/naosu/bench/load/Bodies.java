package dev.naosu.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// What a collector in front of a shop sends: batches of OTLP in protobuf, packed with gzip, of a
/// few services each. No two records are alike.
final class Bodies {
  private static final List<String> SERVICES =
      List.of(
          "orders",
          "cart",
          "prices",
          "stock",
          "payment",
          "shipping",
          "mail",
          "search",
          "reviews",
          "accounts",
          "catalogue",
          "gateway");

  /// Services in one batch.
  private static final int TOGETHER = 3;

  private static final int LOGGERS = 4;
  private static final List<String> CLASSES =
      List.of("Controller", "Service", "Repository", "Client");

  private static final List<String> SAID =
      List.of(
          "order %d of customer %d was placed, %d articles, total %d cents",
          "payment %d was authorised by the bank in %d ms",
          "GET /articles/%d answered with 200 in %d ms, %d bytes",
          "cache miss for article %d, loaded from the database in %d ms",
          "mail to customer %d about order %d was queued at position %d",
          "stock of article %d in warehouse %d is now %d",
          "session %d of customer %d began from 10.%d.%d.%d",
          "search for 'blue shoes %d' found %d articles in %d ms",
          "job reindex-%d done: %d documents, %d skipped",
          "connection pool: %d active, %d idle, %d waiting",
          "price of article %d changed from %d to %d cents",
          "shipment %d left warehouse %d with %d parcels",
          "kafka: committed offset %d of partition %d of topic orders",
          "retrying call %d of the bank after %d ms",
          "customer %d signed in from device %d",
          "review %d of article %d was accepted with %d stars");

  private static final List<String> ROUTES =
      List.of(
          "/articles/{id}",
          "/carts/{id}",
          "/orders/{id}",
          "/prices/{id}",
          "/customers/{id}",
          "/search",
          "/reviews/{id}",
          "/stock/{id}");

  /// Spans of one request.
  private static final int SPANS = 4;

  private static final int NANOS = 1_000_000_000;

  private final long seed;
  private final InstantSource clock;

  Bodies(long seed, InstantSource clock) {
    this.seed = seed;
    this.clock = clock;
  }

  /// The body of a request.
  byte[] packed(Post post) throws IOException {
    Message message =
        switch (post.kind()) {
          case LOGS -> logs(post);
          case SPANS -> spans(post);
        };
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (Fast out = new Fast(body)) {
      message.writeTo(out);
    }
    return body.toByteArray();
  }

  ExportLogsServiceRequest logs(Post post) {
    SplittableRandom random = random(post);
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    int left = post.records() - post.faults().size();
    for (int i = 0; i < TOGETHER; i++) {
      String service = SERVICES.get((post.number() + i) % SERVICES.size());
      ResourceLogs.Builder resource = ResourceLogs.newBuilder().setResource(resource(service));
      for (int logger = 0; logger < LOGGERS; logger++) {
        int parts = TOGETHER * LOGGERS - (i * LOGGERS + logger);
        int records = left / parts;
        left -= records;
        ScopeLogs.Builder scope = ScopeLogs.newBuilder().setScope(scope(service, logger));
        for (int record = 0; record < records; record++) {
          scope.addLogRecords(usual(random));
        }
        resource.addScopeLogs(scope);
      }
      request.addResourceLogs(resource);
    }
    for (Fault fault : post.faults()) {
      request.addResourceLogs(
          ResourceLogs.newBuilder()
              .setResource(resource(fault.service()))
              .addScopeLogs(
                  ScopeLogs.newBuilder()
                      .setScope(scope(fault.service(), 0))
                      .addLogRecords(telling(fault, random))));
    }
    return request.build();
  }

  private LogRecord usual(SplittableRandom random) {
    boolean warns = random.nextInt(50) == 0;
    int place = random.nextInt(SAID.size());
    Object[] values = random.ints(5, 1, 100_000).boxed().toArray();
    return at(LogRecord.newBuilder(), random)
        .setSeverityNumber(
            warns ? SeverityNumber.SEVERITY_NUMBER_WARN : SeverityNumber.SEVERITY_NUMBER_INFO)
        .setSeverityText(warns ? "WARN" : "INFO")
        .setBody(text(String.format(Locale.ROOT, SAID.get(place), values)))
        .addAttributes(attribute("thread.name", "http-nio-8080-exec-" + random.nextInt(1, 33)))
        .addAttributes(number("thread.id", random.nextInt(20, 200)))
        .build();
  }

  private LogRecord telling(Fault fault, SplittableRandom random) {
    int order = random.nextInt(1, 1_000_000);
    return at(LogRecord.newBuilder(), random)
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
        .setSeverityText("ERROR")
        .setBody(text("order " + order + " could not be placed"))
        .addAttributes(attribute("exception.type", Fault.TYPE))
        .addAttributes(attribute("exception.message", fault.message(order)))
        .addAttributes(attribute("exception.stacktrace", fault.trace(order)))
        .build();
  }

  private LogRecord.Builder at(LogRecord.Builder record, SplittableRandom random) {
    long now = nanos();
    return record
        .setTimeUnixNano(now)
        .setObservedTimeUnixNano(now)
        .setTraceId(id(random, 16))
        .setSpanId(id(random, 8));
  }

  ExportTraceServiceRequest spans(Post post) {
    SplittableRandom random = random(post);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    int left = post.records() - post.faults().size();
    for (int i = 0; i < TOGETHER; i++) {
      String service = SERVICES.get((post.number() + i) % SERVICES.size());
      int spans = left / (TOGETHER - i);
      left -= spans;
      ScopeSpans.Builder scope = ScopeSpans.newBuilder().setScope(scope(service, 0));
      while (scope.getSpansCount() < spans) {
        request(scope, Math.min(SPANS, spans - scope.getSpansCount()), random);
      }
      request.addResourceSpans(
          ResourceSpans.newBuilder().setResource(resource(service)).addScopeSpans(scope));
    }
    for (Fault fault : post.faults()) {
      request.addResourceSpans(
          ResourceSpans.newBuilder()
              .setResource(resource(fault.service()))
              .addScopeSpans(
                  ScopeSpans.newBuilder()
                      .setScope(scope(fault.service(), 0))
                      .addSpans(failed(fault, random))));
    }
    return request.build();
  }

  /// A request that was answered well, and what it asked of others.
  private void request(ScopeSpans.Builder scope, int spans, SplittableRandom random) {
    String route = ROUTES.get(random.nextInt(ROUTES.size()));
    Span.Builder server = server(route, 200, random);
    scope.addSpans(server);
    for (int i = 1; i < spans; i++) {
      scope.addSpans(
          took(Span.newBuilder(), random)
              .setTraceId(server.getTraceId())
              .setParentSpanId(server.getSpanId())
              .setSpanId(id(random, 8))
              .setKind(i == 1 ? Span.SpanKind.SPAN_KIND_INTERNAL : Span.SpanKind.SPAN_KIND_CLIENT)
              .setName(i == 1 ? "ArticleService.find" : "SELECT shop.article")
              .addAttributes(attribute("db.system.name", "postgresql"))
              .addAttributes(attribute("db.query.text", "SELECT * FROM article WHERE id = ?"))
              .addAttributes(attribute("server.address", "db-" + random.nextInt(3) + ".internal"))
              .addAttributes(number("server.port", 5432)));
    }
  }

  private Span failed(Fault fault, SplittableRandom random) {
    int order = random.nextInt(1, 1_000_000);
    return server("/orders/{id}", 500, random)
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .addEvents(
            Span.Event.newBuilder()
                .setName("exception")
                .setTimeUnixNano(nanos())
                .addAttributes(attribute("exception.type", Fault.TYPE))
                .addAttributes(attribute("exception.message", fault.message(order)))
                .addAttributes(attribute("exception.stacktrace", fault.trace(order))))
        .build();
  }

  private Span.Builder server(String route, int status, SplittableRandom random) {
    return took(Span.newBuilder(), random)
        .setTraceId(id(random, 16))
        .setSpanId(id(random, 8))
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setName("GET " + route)
        .addAttributes(attribute("http.request.method", "GET"))
        .addAttributes(attribute("http.route", route))
        .addAttributes(
            attribute("url.path", route.replace("{id}", random.nextInt(1, 100_000) + "")))
        .addAttributes(attribute("url.scheme", "http"))
        .addAttributes(number("http.response.status_code", status))
        .addAttributes(attribute("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
        .addAttributes(attribute("client.address", "10.0.0." + random.nextInt(1, 255)));
  }

  private Span.Builder took(Span.Builder span, SplittableRandom random) {
    long now = nanos();
    return span.setStartTimeUnixNano(now - random.nextInt(1_000_000, 90_000_000))
        .setEndTimeUnixNano(now);
  }

  private static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", service))
        .addAttributes(attribute("service.version", "4f2c11e0a8d3"))
        .addAttributes(attribute("deployment.environment.name", "production"))
        .addAttributes(attribute("host.name", service + "-6d8f7c9b5-x2kqp"))
        .addAttributes(attribute("os.type", "linux"))
        .addAttributes(attribute("process.runtime.version", "25.0.3+9-LTS"))
        .addAttributes(attribute("telemetry.sdk.language", "java"))
        .addAttributes(attribute("telemetry.sdk.version", "1.68.0"))
        .build();
  }

  private static InstrumentationScope scope(String service, int logger) {
    return InstrumentationScope.newBuilder()
        .setName("shop." + service + "." + CLASSES.get(logger))
        .build();
  }

  private SplittableRandom random(Post post) {
    return new SplittableRandom(seed * 31 + post.number());
  }

  private long nanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * NANOS + now.getNano();
  }

  private static ByteString id(SplittableRandom random, int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return ByteString.copyFrom(id);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  /// Packs fast rather than tight: the sender shares the machine with what it measures.
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
