package dev.naosu.app.serve;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Doorkeeper.Recognised;
import dev.naosu.access.Role;
import dev.naosu.app.serve.ServerConfig.Listen;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.OtlpGrpc;
import dev.naosu.telemetry.OtlpGrpc.Admission;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/// The door for OTLP over gRPC; who comes in by it is asked for the same token as at the others.
final class OtlpDoor {
  private OtlpDoor() {}

  /// @throws IOException with a text for people, when the address cannot be had
  static OtlpGrpc open(
      Listen where, Doorkeeper doorkeeper, Receiver receiver, InstantSource clock)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(where.host(), where.port());
    if (address.isUnresolved()) {
      throw new IOException(
          "naosu cannot listen for OTLP over gRPC: there is no host "
              + where.host()
              + "; write otlpGrpc as 127.0.0.1:4317");
    }
    return OtlpGrpc.open(
        address,
        new Otlp(new Redaction(false)),
        token -> admission(doorkeeper, token),
        receiver,
        clock);
  }

  private static Admission admission(Doorkeeper doorkeeper, String token) {
    if (!(doorkeeper.recognise(token, ApiToken.Kind.API) instanceof Recognised.Known(var visitor))) {
      return Admission.UNKNOWN;
    }
    return visitor.role().covers(Role.OPERATOR) ? Admission.WELCOME : Admission.NOT_ALLOWED;
  }
}
