package dev.naosu.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Received.Unreadable;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Traces, logs and metrics as OTLP over HTTP sends them, in protobuf or in JSON, packed or not;
/// what they become is told in `docs/telemetry.md`. Whoever sends them is answered in the same
/// encoding. One of these serves all senders and threads, so that what one body tells can be
/// matched with what the one before it told.
///
/// Source: OpenTelemetry Protocol Specification 1.9, sections OTLP/HTTP and JSON Protobuf Encoding.
public final class Otlp {
  public static final int MOST_BYTES = 8 * 1024 * 1024;
  static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int DEEPEST = 60;
  private static final long MOST_TOKENS = 4_000_000;

  /// Written in hexadecimal, against the rule of protobuf's JSON that bytes are in base64.
  private static final Set<String> HEXADECIMAL =
      Set.of("traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id");

  private static final JsonFactory TOKENS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxTokenCount(MOST_TOKENS)
                  .maxStringLength(MOST_BYTES)
                  .build())
          .build();

  private final Cleaning cleaning;
  private final LoggedExceptions logged = new LoggedExceptions();

  public Otlp(Redaction redaction) {
    this.cleaning = new Cleaning(redaction);
  }

  /// The body of a request to `/v1/traces`.
  ///
  /// @throws IOException when it cannot be read to its end
  public Decoded traces(Received received) throws IOException {
    return decode(
        received,
        ExportTraceServiceRequest.newBuilder(),
        request ->
            new Spans(cleaning, received.at(), logged)
                .read(((ExportTraceServiceRequest) request).getResourceSpansList()),
        (rejected, why) -> {
          ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
          if (rejected > 0) {
            response.setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(rejected)
                    .setErrorMessage(why));
          }
          return response.build();
        });
  }

  /// The body of a request to `/v1/logs`.
  ///
  /// @throws IOException when it cannot be read to its end
  public Decoded logs(Received received) throws IOException {
    return decode(
        received,
        ExportLogsServiceRequest.newBuilder(),
        request -> {
          Harvest harvest =
              new LogRecords(cleaning, received.at())
                  .read(((ExportLogsServiceRequest) request).getResourceLogsList());
          harvest.signals().forEach(logged::remember);
          return harvest;
        },
        (rejected, why) -> {
          ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
          if (rejected > 0) {
            response.setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(rejected)
                    .setErrorMessage(why));
          }
          return response.build();
        });
  }

  /// The body of a request to `/v1/metrics`.
  ///
  /// @throws IOException when it cannot be read to its end
  public Decoded metrics(Received received) throws IOException {
    return decode(
        received,
        ExportMetricsServiceRequest.newBuilder(),
        request ->
            new DataPoints(cleaning, received.at())
                .read(((ExportMetricsServiceRequest) request).getResourceMetricsList()),
        (rejected, why) -> {
          ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
          if (rejected > 0) {
            response.setPartialSuccess(
                ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(rejected)
                    .setErrorMessage(why));
          }
          return response.build();
        });
  }

  private interface Reading {
    Harvest of(Message request);
  }

  private interface Answering {
    Message of(int rejected, String why);
  }

  private static Decoded decode(
      Received received, Message.Builder request, Reading reading, Answering answering)
      throws IOException {
    String type = received.mediaType();
    try {
      read(received, type, request);
      Harvest harvest = reading.of(request.build());
      Message answer = answering.of(harvest.rejected(), harvest.why());
      byte[] body =
          type.equals(PROTOBUF)
              ? answer.toByteArray()
              : JsonFormat.printer().print(answer).getBytes(StandardCharsets.UTF_8);
      return new Decoded.Understood(
          harvest.signals(), harvest.observed(), harvest.rejected(), new Reply(200, type, body));
    } catch (Unreadable e) {
      return new Decoded.Refused(e.mistakes(), refusal(type, e));
    }
  }

  private static void read(Received received, String type, Message.Builder request)
      throws Unreadable, IOException {
    switch (type) {
      case PROTOBUF -> {
        byte[] body = received.bytes(MOST_BYTES);
        try {
          WireSize.check(body, request.getDescriptorForType());
          request.mergeFrom(body);
        } catch (InvalidProtocolBufferException e) {
          throw unreadable("protobuf", e);
        }
      }
      case JSON -> {
        byte[] body = received.bytes(MOST_BYTES);
        try {
          JsonFormat.parser().ignoringUnknownFields().merge(idsInBase64(body), request);
        } catch (IOException e) {
          // from memory, so it is about what was read
          throw unreadable("JSON", e);
        }
      }
      default ->
          throw new Unreadable(
              415,
              "the content type is " + Mistake.quoted(received.contentType()),
              "send OTLP as " + PROTOBUF + " (http/protobuf) or as " + JSON);
    }
  }

  private static Unreadable unreadable(String encoding, IOException why) {
    return new Unreadable(
        400,
        "the body is no OTLP in "
            + encoding
            + ": "
            + Mistake.quoted(String.valueOf(why.getMessage())),
        "send traces to /v1/traces, logs to /v1/logs and metrics to /v1/metrics, in the encoding"
            + " that Content-Type says");
  }

  private static String idsInBase64(byte[] body) throws Unreadable, IOException {
    StringWriter written = new StringWriter(body.length);
    int objects = 0;
    try (JsonParser parser = TOKENS.createParser(body);
        JsonGenerator generator = TOKENS.createGenerator(written)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_OBJECT && ++objects > WireSize.MOST_MESSAGES) {
          throw new Unreadable(
              400,
              "the body holds more than " + WireSize.MOST_MESSAGES + " objects",
              "send smaller batches");
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && parser.currentName() != null
            && HEXADECIMAL.contains(parser.currentName())) {
          generator.writeString(base64(parser.currentName(), parser.getText()));
        } else {
          generator.copyCurrentEvent(parser);
        }
      }
    }
    return written.toString();
  }

  private static String base64(String name, String hexadecimal) throws Unreadable {
    try {
      return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
    } catch (IllegalArgumentException _) {
      throw new Unreadable(
          400,
          name + " is " + Mistake.quoted(hexadecimal),
          "write ids of traces and spans in hexadecimal, as OTLP's JSON wants them");
    }
  }

  /// A refusal before anything was read, in the form that senders of protobuf understand.
  ///
  /// @param status of HTTP
  /// @param contentType value of the header
  /// @return empty for other senders, who understand any
  public static Optional<Reply> refusal(int status, String contentType, String message) {
    return contentType.equals(PROTOBUF)
        ? Optional.of(new Reply(status, PROTOBUF, RpcStatus.of(RpcStatus.code(status), message)))
        : Optional.empty();
  }

  private static Reply refusal(String type, Unreadable why) {
    String message =
        why.mistakes().stream().map(Mistake::toString).collect(Collectors.joining("; "));
    return refusal(why.status(), type, message)
        .orElseGet(() -> Reply.refused(why.status(), why.mistakes()));
  }
}
