package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.access.Role;
import dev.naosu.app.serve.ServerConfig.Listen;
import dev.naosu.app.web.Allowance;
import dev.naosu.app.web.IntakeMeters;
import dev.naosu.app.web.TestHouse;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.OtlpGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OTLP at the doors of a server, with its tokens: what comes in and what is sent away.
class OtlpDoorTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final int LARGE = 10 * 1024 * 1024;
  private static final Allowance LITTLE = new Allowance(1L << 30, 20, Duration.ofSeconds(1));

  private TestHouse house;
  private OtlpGrpc door;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse(Decoders.all(new Redaction(false), Senders.usual()), LITTLE).start();
    door =
        new OtlpDoor(house.doorkeeper, house.limits, new IntakeMeters(house.meters))
            .open(new Listen("127.0.0.1", 0), house.server.receiver(), () -> TestHouse.NOON);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", door.port()).usePlaintext().build();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    door.close();
    house.close();
  }

  @Test
  void an_error_that_comes_by_grpc_is_an_incident_and_is_counted() throws Exception {
    assertThat(export(house.token(Role.OPERATOR), error())).isEmpty();
    assertThat(house.sent).containsExactly("start 1");
    assertThat(house.get(Role.VIEWER, "/metrics").body())
        .contains("naosu_signals_total{outcome=\"opened\"} 1");
  }

  @Test
  void who_has_no_token_or_not_the_right_one_is_sent_away() {
    assertThat(refused("nobody's").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused(house.token(Role.VIEWER)).getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(house.sent).isEmpty();
  }

  @Test
  void who_has_used_up_what_a_token_may_send_is_told_when_to_come_again_by_whatever_door()
      throws Exception {
    String token = house.token(Role.OPERATOR);
    for (int i = 0; i < LITTLE.requestsPerSecond(); i++) {
      assertThat(export(token, error())).isEmpty();
    }
    assertThat(refused(token).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    HttpResponse<String> byHttp = post("/v1/logs", token, error());
    assertThat(byHttp.statusCode()).isEqualTo(429);
    assertThat(byHttp.headers().firstValue("Retry-After")).contains("1");
    assertThat(export(house.token(Role.ADMIN), error())).isEmpty();
    assertThat(house.get(Role.VIEWER, "/metrics").body())
        .contains("naosu_intake_refused_total{reason=\"too-fast\"} 2");
    house.passes(Duration.ofSeconds(1));
    assertThat(export(token, error())).isEmpty();
  }

  @Test
  void an_address_that_there_is_not_is_told_with_the_remedy() {
    Listen nowhere = new Listen("no.such.host.invalid", 4317);
    assertThatThrownBy(
            () ->
                new OtlpDoor(house.doorkeeper, house.limits, new IntakeMeters(house.meters))
                    .open(nowhere, house.server.receiver(), () -> TestHouse.NOON))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no host no.such.host.invalid; write otlpGrpc as");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/logs", "/v1/traces", "/v1/metrics"})
  void bad_input_by_http_gets_a_clear_answer_and_the_next_one_is_taken(String path)
      throws Exception {
    byte[] packed = gzip(error());
    assertThat(post(path, "", error()).statusCode()).isEqualTo(401);
    assertThat(post(path, house.token(Role.VIEWER), error()).statusCode()).isEqualTo(403);
    String token = house.token(Role.OPERATOR);
    assertThat(post(path, token, "nonsense".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(400);
    HttpResponse<String> cut = post(path, token, Arrays.copyOf(packed, packed.length / 2), "gzip");
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(cut.body()).contains("cut off");
    assertThat(post(path, token, error(), "gzip").statusCode()).isEqualTo(400);
    assertThat(post(path, token, new byte[LARGE]).statusCode()).isEqualTo(413);
    assertThat(post(path, token, gzip(new byte[50 * LARGE]), "gzip").statusCode()).isEqualTo(413);
    assertThat(post(path, token, new byte[0]).statusCode()).isEqualTo(200);
  }

  private byte[] export(String token, byte[] message) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    Bytes bytes = new Bytes();
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        MethodDescriptor.newBuilder(bytes, bytes)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("opentelemetry.proto.collector.logs.v1.LogsService/Export")
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
        message);
  }

  private Status refused(String token) {
    try {
      export(token, error());
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
    throw new AssertionError("it was taken");
  }

  private HttpResponse<String> post(String path, String token, byte[] body, String... encoding)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        house
            .request(path)
            .header("Content-Type", PROTOBUF)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (String each : encoding) {
      request.header("Content-Encoding", each);
    }
    return house.send(request);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] error() {
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
                                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
                                .setBody(
                                    AnyValue.newBuilder()
                                        .setStringValue(
                                            "shop.NoPriceException: pot\n"
                                                + "\tat shop.Prices.of(Prices.java:9)")))))
        .build()
        .toByteArray();
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
