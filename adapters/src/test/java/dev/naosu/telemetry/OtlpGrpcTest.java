package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.OtlpGrpc.Admission;
import dev.naosu.telemetry.OtlpGrpc.Allowance;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");
  private static final String LOGS = "logs.v1.LogsService";
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final List<Observed> seen = new CopyOnWriteArrayList<>();
  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private volatile Receiver receiver =
      (more, observed) -> {
        signals.addAll(more);
        seen.add(observed);
      };
  private final CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
  private OtlpGrpc door;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws IOException {
    door =
        OtlpGrpc.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Otlp(new Redaction(false)),
            OtlpGrpcTest::admit,
            (more, observed) -> receiver.receive(more, observed),
            () -> NOW,
            new OtlpGrpc.Limits(2, Duration.ofSeconds(2)));
    compressors.register(new Codec.Gzip());
    channel =
        NettyChannelBuilder.forAddress("localhost", door.port())
            .usePlaintext()
            .compressorRegistry(compressors)
            .build();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    door.close();
  }

  private static Admission admit(String token) {
    return switch (token) {
      case "good" -> new Admission.Welcome(Allowance.UNLIMITED);
      case "viewer" -> new Admission.NotAllowed();
      case "away" -> throw new IllegalStateException("the database is away");
      default -> new Admission.Unknown();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void what_is_sent_is_kept_and_then_answered(String encoding) {
    byte[] answer = send("good", LOGS, encoding, logs("order 7"));
    assertThat(answer).isEmpty();
    assertThat(seen)
        .singleElement()
        .satisfies(
            observed ->
                assertThat(observed.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line.message()).isEqualTo("order 7")));
  }

  @Test
  void what_is_rejected_is_told() throws IOException {
    byte[] spans = {0x0a, 0x04, 0x12, 0x02, 0x12, 0x00};
    byte[] answer = send("good", "trace.v1.TraceService", "identity", spans);
    assertThat(ExportTraceServiceResponse.parseFrom(answer).getPartialSuccess().getRejectedSpans())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', UNAUTHENTICATED, API token",
    "guessed, UNAUTHENTICATED, API token",
    "viewer, PERMISSION_DENIED, operator",
    "away, UNAVAILABLE, send it again"
  })
  void who_may_not_send_is_told_why(String token, Status.Code code, String why) {
    Status status = refused(token, LOGS, "identity", logs("x"));
    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).contains(why);
    assertThat(seen).isEmpty();
  }

  @Test
  void what_cannot_be_read_is_refused_for_good() {
    for (byte[] message : List.of("nonsense".getBytes(StandardCharsets.UTF_8), emptySpans())) {
      Status status = refused("good", "trace.v1.TraceService", "identity", message);
      assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status.getDescription()).contains("the body is no OTLP in protobuf");
    }
    compressors.register(new Cut());
    Status cut = refused("good", LOGS, "gzip", logs("x"));
    assertThat(cut.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(cut.getDescription()).contains("grpc-encoding");
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void what_is_too_large_packed_or_not_is_refused_and_the_next_one_is_taken(String encoding) {
    for (int i = 0; i < 3; i++) {
      StatusRuntimeException thrown = thrown("good", LOGS, encoding, new byte[10 * 1024 * 1024]);
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      // sending it again would not help
      assertThat(details(thrown)).isEmpty();
    }
    send("good", LOGS, encoding, logs("x"));
    assertThat(seen).hasSize(1);
  }

  @Test
  void what_cannot_be_kept_is_to_be_sent_again() throws IOException {
    receiver =
        (_, _) -> {
          throw new IllegalStateException("the database is away");
        };
    StatusRuntimeException thrown = thrown("good", LOGS, "identity", logs("x"));
    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(pause(thrown)).isEqualTo(5);
  }

  @Test
  void while_there_is_too_much_to_do_senders_are_told_when_to_come_again() throws Exception {
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    receiver =
        (_, _) -> {
          busy.countDown();
          await(gate);
        };
    List<CompletableFuture<byte[]>> under = List.of(sending(logs("one")), sending(logs("two")));
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
    StatusRuntimeException thrown = thrown("good", LOGS, "identity", logs("three"));
    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(pause(thrown)).isEqualTo(1);
    assertThat(under).noneMatch(CompletableFuture::isDone);
    gate.countDown();
    for (CompletableFuture<byte[]> each : under) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isEmpty();
    }
    send("good", LOGS, "identity", logs("four"));
  }

  @Test
  void who_never_sends_the_message_makes_room_for_others() throws Exception {
    CompletableFuture<Status> first = idle();
    CompletableFuture<Status> second = idle();
    assertThat(first.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(second.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    send("good", LOGS, "identity", logs("x"));
    assertThat(seen).hasSize(1);
  }

  @Test
  void who_gives_up_makes_room_for_others() throws Exception {
    for (int i = 0; i < 10; i++) {
      begun(new CompletableFuture<>()).onError(new IOException("given up"));
      send("good", LOGS, "identity", logs("x"));
    }
    assertThat(seen).hasSize(10);
  }

  @Test
  void a_call_under_way_is_answered_when_the_door_closes() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    receiver =
        (_, observed) -> {
          busy.countDown();
          seen.add(observed);
        };
    CompletableFuture<byte[]> answer = sending(logs("last"));
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
    door.close();
    assertThat(answer.get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(refused("good", LOGS, "identity", logs("x")).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void a_port_that_is_taken_is_told_with_the_remedy() {
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port());
    Otlp otlp = new Otlp(new Redaction(false));
    assertThatThrownBy(() -> OtlpGrpc.open(taken, otlp, OtlpGrpcTest::admit, receiver, () -> NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(":" + door.port() + "; another program may have the port. Choose");
  }

  private byte[] send(String token, String service, String encoding, byte[] message) {
    return ClientCalls.blockingUnaryCall(
        as(token),
        method(service),
        (encoding.equals("gzip")
                ? CallOptions.DEFAULT.withCompression("gzip")
                : CallOptions.DEFAULT)
            .withDeadlineAfter(Duration.ofSeconds(30)),
        message);
  }

  private CompletableFuture<byte[]> sending(byte[] message) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        as("good").newCall(method(LOGS), CallOptions.DEFAULT), message, new Answered(answer));
    return answer;
  }

  /// A call whose message never comes.
  private CompletableFuture<Status> idle() {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    begun(answer);
    return answer.handle((_, thrown) -> Status.fromThrowable(thrown));
  }

  /// As a stream, of which the headers are sent before there is a message.
  private StreamObserver<byte[]> begun(CompletableFuture<byte[]> answer) {
    return ClientCalls.asyncClientStreamingCall(
        as("good")
            .newCall(
                method(LOGS, MethodDescriptor.MethodType.CLIENT_STREAMING), CallOptions.DEFAULT),
        new Answered(answer));
  }

  private Status refused(String token, String service, String encoding, byte[] message) {
    return thrown(token, service, encoding, message).getStatus();
  }

  private StatusRuntimeException thrown(
      String token, String service, String encoding, byte[] message) {
    try {
      send(token, service, encoding, message);
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("it was taken");
  }

  private Channel as(String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static MethodDescriptor<byte[], byte[]> method(String service) {
    return method(service, MethodDescriptor.MethodType.UNARY);
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String service, MethodDescriptor.MethodType type) {
    Bytes bytes = new Bytes();
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(type)
        .setFullMethodName("opentelemetry.proto.collector." + service + "/Export")
        .build();
  }

  private static Optional<byte[]> details(StatusRuntimeException thrown) {
    return Optional.ofNullable(thrown.getTrailers())
        .filter(trailers -> trailers.containsKey(DETAILS))
        .map(trailers -> Objects.requireNonNull(trailers.get(DETAILS)));
  }

  /// Seconds of the `google.rpc.RetryInfo` in the details.
  private static long pause(StatusRuntimeException thrown) throws IOException {
    CodedInputStream any = CodedInputStream.newInstance(field(details(thrown).orElseThrow(), 3));
    assertThat(any.readTag() >>> 3).isEqualTo(1);
    assertThat(any.readString()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
    assertThat(any.readTag() >>> 3).isEqualTo(2);
    CodedInputStream duration = CodedInputStream.newInstance(field(any.readByteArray(), 1));
    assertThat(duration.readTag() >>> 3).isEqualTo(1);
    return duration.readInt64();
  }

  private static byte[] field(byte[] message, int number) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == number) {
        return in.readByteArray();
      }
      in.skipField(tag);
    }
    throw new AssertionError("no field " + number);
  }

  private static byte[] logs(String text) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("shop"))))
                .addScopeLogs(
                    ScopeLogs.newBuilder()
                        .addLogRecords(
                            LogRecord.newBuilder()
                                .setBody(AnyValue.newBuilder().setStringValue(text)))))
        .build()
        .toByteArray();
  }

  /// More of them than are taken.
  private static byte[] emptySpans() {
    byte[] resources = new byte[2 * (WireSize.MOST_MESSAGES + 1)];
    for (int i = 0; i < resources.length; i += 2) {
      resources[i] = 0x0a;
    }
    return resources;
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says gzip, and stops half way.
  private static final class Cut implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return new ByteArrayOutputStream() {
        @Override
        public void close() throws IOException {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            writeTo(zip);
          }
          out.write(packed.toByteArray(), 0, packed.size() / 2);
          out.close();
        }
      };
    }
  }

  private record Answered(CompletableFuture<byte[]> answer) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable thrown) {
      answer.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      // the answer was there
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
