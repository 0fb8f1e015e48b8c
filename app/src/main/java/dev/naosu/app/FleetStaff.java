package dev.naosu.app;

import dev.naosu.app.serve.Fleets;
import dev.naosu.app.serve.Gateways;
import dev.naosu.app.serve.ServerConfig;
import dev.naosu.app.serve.ServiceFleet;
import dev.naosu.faults.Staff;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Roster.Condition;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which processes the instances of services are, as their fleets on this machine say.
final class FleetStaff implements Staff, AutoCloseable {
  private static final Pattern PROCESS = Pattern.compile("process (\\d{1,10})");

  private final ServerConfig config;
  private final Gateways gateways;
  private final Fleets fleets;
  private final Map<String, ServiceFleet> open = new HashMap<>();

  FleetStaff(ServerConfig config, InstantSource clock) {
    this.config = config;
    this.gateways = new Gateways(config.services(), config.data(), Gateways.ownCommand());
    this.fleets = new Fleets(config.data(), gateways, config.sources().prometheus(), clock);
  }

  @Override
  public synchronized List<Running> of(String service) throws IOException {
    List<Running> all = new ArrayList<>();
    List<Roster.Instance> instances = fleet(service).roster().instances();
    boolean isMixed = instances.stream().map(Roster.Instance::version).distinct().count() > 1;
    for (Roster.Instance each : instances) {
      Matcher process = PROCESS.matcher(each.where());
      all.add(
          new Running(
              isMixed ? each.version() + ":" + each.name() : each.name(),
              process.find() ? Long.parseLong(process.group(1)) : 0,
              each.condition() == Condition.WELL));
    }
    return all;
  }

  private ServiceFleet fleet(String service) throws IOException {
    ServiceFleet known = open.get(service);
    if (known != null) {
      return known;
    }
    ServerConfig.Service named =
        config.services().stream()
            .filter(each -> each.name().equals(service))
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        "there is no service "
                            + service
                            + " in naosu-server.yml; name the file with --config"));
    ServiceFleet opened =
        fleets
            .open(named, Fleets.Use.ONCE)
            .orElseThrow(() -> new IOException(service + " has no fleet here; see docs/fleet.md"));
    open.put(service, opened);
    return opened;
  }

  @Override
  public synchronized void close() throws IOException {
    for (ServiceFleet each : open.values()) {
      each.close();
    }
    gateways.close();
  }
}
