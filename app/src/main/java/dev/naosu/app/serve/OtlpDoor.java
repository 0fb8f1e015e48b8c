package dev.naosu.app.serve;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Doorkeeper.Recognised;
import dev.naosu.access.Role;
import dev.naosu.app.serve.ServerConfig.Listen;
import dev.naosu.app.web.IntakeMeters;
import dev.naosu.app.web.SourceLimits;
import dev.naosu.app.web.SourceLimits.Source;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.OtlpGrpc;
import dev.naosu.telemetry.OtlpGrpc.Admission;
import dev.naosu.telemetry.OtlpGrpc.Guard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The door for OTLP over gRPC; who comes in by it is asked for the same token as at the others,
/// and has one allowance for all of them.
final class OtlpDoor implements Guard {
  private final Doorkeeper doorkeeper;
  private final SourceLimits limits;
  private final IntakeMeters meters;

  OtlpDoor(Doorkeeper doorkeeper, SourceLimits limits, IntakeMeters meters) {
    this.doorkeeper = doorkeeper;
    this.limits = limits;
    this.meters = meters;
  }

  /// @throws IOException with a text for people, when the address cannot be had
  OtlpGrpc open(Listen where, Receiver receiver, InstantSource clock) throws IOException {
    InetSocketAddress address = new InetSocketAddress(where.host(), where.port());
    if (address.isUnresolved()) {
      throw new IOException(
          "naosu cannot listen for OTLP over gRPC: there is no host "
              + where.host()
              + "; write otlpGrpc as 127.0.0.1:4317");
    }
    return OtlpGrpc.open(address, new Otlp(new Redaction(false)), this, receiver, clock);
  }

  @Override
  public Admission admit(String token) {
    if (!(doorkeeper.recognise(token, ApiToken.Kind.API)
        instanceof Recognised.Known(var visitor))) {
      return new Admission.Unknown();
    }
    return visitor.role().covers(Role.OPERATOR)
        ? new Admission.Welcome(bytes -> wait(Source.of(visitor), bytes))
        : new Admission.NotAllowed();
  }

  private Optional<Duration> wait(Source source, long bytes) {
    Optional<Duration> wait = limits.admit(source, bytes);
    if (wait.isPresent()) {
      meters.refused("too-fast");
    } else {
      meters.read(bytes);
    }
    return wait;
  }
}
