package dev.naosu.telemetry;

import dev.naosu.detect.watch.Receiver;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// OTLP over gRPC, on a port of its own: the same as over HTTP, in another envelope. What was sent
/// is answered once it is kept, and not before.
///
/// Messages are taken as bytes, and read by [Otlp]: what gRPC would make of them by itself could
/// not be counted before it is made.
///
/// Source: OpenTelemetry Protocol Specification 1.9, section OTLP/gRPC.
public final class OtlpGrpc implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.telemetry");
  private static final String BEARER = "Bearer ";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MOST_METADATA_BYTES = 16 * 1024;
  private static final int CALLS_OF_A_CONNECTION = 64;
  private static final Duration ALIVE = Duration.ofSeconds(30);

  /// Who has sent nothing so long is asked to connect anew.
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
  private static final Duration AWAY_PAUSE = Duration.ofSeconds(5);
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final Guard guard;
  private final Receiver receiver;
  private final InstantSource clock;
  private final Limits limits;
  private final Semaphore room;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledThreadPoolExecutor alarm =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("otlp-grpc-alarm").factory());
  private final Server server;

  /// Says who may send.
  @FunctionalInterface
  public interface Guard {
    /// @param token as it was sent; empty when there was none
    Admission admit(String token);
  }

  /// What a token is good for.
  public sealed interface Admission {
    /// @param allowance of who showed it
    record Welcome(Allowance allowance) implements Admission {}

    /// Nobody has this token.
    record Unknown() implements Admission {}

    /// Somebody has it who may not send.
    record NotAllowed() implements Admission {}
  }

  /// How much somebody may send.
  @FunctionalInterface
  public interface Allowance {
    Allowance UNLIMITED = _ -> Optional.empty();

    /// Whether so much may come now; if so, it counts.
    ///
    /// @param bytes unpacked
    /// @return how long to wait first; empty when it is taken
    Optional<Duration> admit(long bytes);
  }

  /// @param atOnce calls that are worked on; each may take some megabytes
  /// @param sending longest time that one call may take to send
  public record Limits(int atOnce, Duration sending) {
    public static final Limits USUAL = new Limits(16, Duration.ofSeconds(30));
  }

  /// Reads a message.
  @FunctionalInterface
  private interface Reading {
    Decoded of(Received received) throws IOException;
  }

  private OtlpGrpc(
      InetSocketAddress address,
      Otlp otlp,
      Guard guard,
      Receiver receiver,
      InstantSource clock,
      Limits limits) {
    this.guard = guard;
    this.receiver = receiver;
    this.clock = clock;
    this.limits = limits;
    this.room = new Semaphore(limits.atOnce());
    // or it would keep every call for as long as one may take
    alarm.setRemoveOnCancelPolicy(true);
    this.server =
        NettyServerBuilder.forAddress(address)
            .executor(workers)
            .maxInboundMessageSize(Otlp.MOST_BYTES)
            .maxInboundMetadataSize(MOST_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(CALLS_OF_A_CONNECTION)
            .keepAliveTime(ALIVE.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(ALIVE.toSeconds() / 3, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionIdle(IDLE.toSeconds(), TimeUnit.SECONDS)
            .addService(service("logs.v1.LogsService", otlp::logs))
            .addService(service("trace.v1.TraceService", otlp::traces))
            .addService(service("metrics.v1.MetricsService", otlp::metrics))
            .build();
  }

  /// Begins to listen.
  ///
  /// @param address port 0 for any that is free
  /// @throws IOException when the port cannot be had; the message says what to do
  public static OtlpGrpc open(
      InetSocketAddress address, Otlp otlp, Guard guard, Receiver receiver, InstantSource clock)
      throws IOException {
    return open(address, otlp, guard, receiver, clock, Limits.USUAL);
  }

  static OtlpGrpc open(
      InetSocketAddress address,
      Otlp otlp,
      Guard guard,
      Receiver receiver,
      InstantSource clock,
      Limits limits)
      throws IOException {
    OtlpGrpc door = new OtlpGrpc(address, otlp, guard, receiver, clock, limits);
    try {
      door.server.start();
      return door;
    } catch (IOException e) {
      door.close();
      throw new IOException(
          "naosu cannot listen for OTLP over gRPC at "
              + address.getHostString()
              + ":"
              + address.getPort()
              + "; another program may have the port. Choose another port",
          e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /// Calls that are under way are answered, if that takes seconds only.
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    alarm.shutdownNow();
    workers.shutdown();
  }

  private ServerServiceDefinition service(String name, Reading reading) {
    String service = "opentelemetry.proto.collector." + name;
    return ServerServiceDefinition.builder(service)
        .addMethod(
            MethodDescriptor.newBuilder(new Sent.Unpacking(), new Answer())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
                .build(),
            handler(reading))
        .build();
  }

  private ServerCallHandler<Sent, byte[]> handler(Reading reading) {
    return (call, headers) -> {
      Admission admission;
      try {
        admission = guard.admit(token(headers));
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "nobody could be let in by OTLP over gRPC", e);
        return refused(call, away());
      }
      return switch (admission) {
        case Admission.Welcome(Allowance allowance) -> letIn(call, allowance, reading);
        case Admission.Unknown _ ->
            refused(
                call,
                new Refusal(
                    Status.Code.UNAUTHENTICATED,
                    "send the metadata authorization: Bearer with an API token of naosu"));
        case Admission.NotAllowed _ ->
            refused(
                call,
                new Refusal(
                    Status.Code.PERMISSION_DENIED, "this token may not send; use an operator's"));
      };
    };
  }

  private ServerCall.Listener<Sent> letIn(
      ServerCall<Sent, byte[]> call, Allowance allowance, Reading reading) {
    if (!room.tryAcquire()) {
      return refused(
          call,
          Refusal.later(
              Status.Code.RESOURCE_EXHAUSTED,
              "naosu is busy with " + limits.atOnce() + " other deliveries",
              BUSY_PAUSE));
    }
    Delivery delivery = new Delivery(call, allowance, reading);
    // nothing of the message was taken before
    call.request(1);
    return delivery;
  }

  private static Refusal away() {
    return Refusal.later(
        Status.Code.UNAVAILABLE, "naosu cannot keep anything now; send it again", AWAY_PAUSE);
  }

  private static ServerCall.Listener<Sent> refused(ServerCall<Sent, byte[]> call, Refusal refusal) {
    refusal.tell(call);
    return new ServerCall.Listener<>() {};
  }

  private static String token(Metadata headers) {
    String shown = Optional.ofNullable(headers.get(AUTHORIZATION)).orElse("");
    return shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? shown.substring(BEARER.length()).strip()
        : "";
  }

  /// One call that was let in.
  private final class Delivery extends ServerCall.Listener<Sent> {
    private final ServerCall<Sent, byte[]> call;
    private final Allowance allowance;
    private final Reading reading;
    private final Future<?> late;
    private @Nullable Sent sent;
    private boolean isWorkedOn;
    private boolean isOver;

    Delivery(ServerCall<Sent, byte[]> call, Allowance allowance, Reading reading) {
      this.call = call;
      this.allowance = allowance;
      this.reading = reading;
      this.late = alarm.schedule(this::endLate, limits.sending().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void onMessage(Sent message) {
      sent = message;
    }

    @Override
    public void onHalfClose() {
      Optional<Sent> message = toBeWorkedOn();
      if (message.isPresent()) {
        try {
          refusal(message.get()).ifPresent(each -> each.tell(call));
        } finally {
          // not when the answer was read: who never reads it would keep the place
          over();
        }
      }
    }

    /// Empty when it came too late.
    private synchronized Optional<Sent> toBeWorkedOn() {
      if (isOver) {
        return Optional.empty();
      }
      isWorkedOn = true;
      return Optional.of(sent == null ? new Sent.Broken("there is no message") : sent);
    }

    /// Empty when it was answered well.
    private Optional<Refusal> refusal(Sent message) {
      return switch (message) {
        case Sent.Broken(String why) -> Optional.of(new Refusal(Status.Code.INVALID_ARGUMENT, why));
        case Sent.TooLarge _ ->
            Optional.of(
                new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "the message is larger than "
                        + Otlp.MOST_BYTES / 1024 / 1024
                        + " MiB, unpacked; send smaller batches"));
        case Sent.Whole(var bytes) ->
            notAllowed(bytes.size())
                .or(
                    () ->
                        taken(new Received(bytes.newInput(), Otlp.PROTOBUF, "", clock.instant())));
      };
    }

    private Optional<Refusal> notAllowed(int bytes) {
      return allowance
          .admit(bytes)
          .map(
              wait ->
                  Refusal.later(
                      Status.Code.RESOURCE_EXHAUSTED,
                      "of what this token may send per second, nothing is left",
                      wait));
    }

    private Optional<Refusal> taken(Received received) {
      Decoded decoded;
      try {
        decoded = reading.of(received);
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a message of OTLP over gRPC could not be read", e);
        return Optional.of(
            new Refusal(Status.Code.INTERNAL, "a fault of naosu itself; it is in naosu's log"));
      }
      return switch (decoded) {
        case Decoded.Refused refused -> Optional.of(Refusal.of(refused));
        case Decoded.Understood understood -> kept(understood);
      };
    }

    private Optional<Refusal> kept(Decoded.Understood understood) {
      try {
        receiver.receive(understood.signals(), understood.observed());
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "what came by OTLP over gRPC was not kept", e);
        return Optional.of(away());
      }
      call.sendHeaders(new Metadata());
      call.sendMessage(understood.reply().body());
      call.close(Status.OK, new Metadata());
      return Optional.empty();
    }

    @Override
    public void onCancel() {
      over();
    }

    @Override
    public void onComplete() {
      over();
    }

    private synchronized void endLate() {
      if (!isWorkedOn && !isOver) {
        new Refusal(
                Status.Code.DEADLINE_EXCEEDED,
                "the message did not come within " + limits.sending().toSeconds() + " s")
            .tell(call);
        over();
      }
    }

    private synchronized void over() {
      if (!isOver) {
        isOver = true;
        sent = null;
        late.cancel(false);
        room.release();
      }
    }
  }
}
