package dev.naosu.app.serve;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// The gateway before a service, whichever process it is at the moment: one that has ended is
/// started anew with the routing that it has kept.
record GatewayBefore(Gateways gateways, String service) implements Gateway {
  @Override
  public void route(Routing routing) throws IOException {
    now().route(routing);
  }

  @Override
  public Optional<Routing> routing() throws IOException {
    return now().routing();
  }

  @Override
  public Traffic traffic() throws IOException {
    return now().traffic();
  }

  @Override
  public Map<URI, Answers> answers() throws IOException {
    return now().answers();
  }

  @Override
  public long underWay(Version version) throws IOException {
    return now().underWay(version);
  }

  @Override
  public long underWay(URI instance) throws IOException {
    return now().underWay(instance);
  }

  private Gateway now() throws IOException {
    return gateways
        .of(service)
        .map(GatewayProcess::gateway)
        .orElseThrow(
            () ->
                new IOException(
                    "no gateway stands before "
                        + service
                        + "; add gateway: {listen: 127.0.0.1:8080} to it in naosu-server.yml"));
  }
}
