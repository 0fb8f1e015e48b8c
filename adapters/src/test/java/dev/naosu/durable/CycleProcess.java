package dev.naosu.durable;

import com.zaxxer.hikari.HikariDataSource;
import dev.naosu.cycle.incident.Causes;
import dev.naosu.cycle.incident.IncidentCycle;
import dev.naosu.cycle.incident.Policy;
import dev.naosu.cycle.incident.RuntimeHealing;
import dev.naosu.cycle.incident.Shipping;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.fleet.Version;
import dev.naosu.ship.rollout.RollingOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// A process that runs the real cycle, with treatments that take a moment.
final class CycleProcess {
  /// How long a repair that is likely waits for an objection.
  static final Duration REVIEW = Duration.ofSeconds(3);

  private CycleProcess() {}

  /// @param arguments URL of the database, name of the process, most healings at a time, diary,
  ///   file with where to stand (an id, a space and a place in each line), lease
  public static void main(String[] arguments) throws Exception {
    HikariDataSource source = TestPostgres.pool(arguments[0]);
    Settings settings =
        new Settings(
            arguments[1], "test", Integer.parseInt(arguments[2]), Duration.parse(arguments[5]));
    Diary diary = new Diary(Path.of(arguments[3]));
    DbosWorkflows.open(source, settings, body(source, arguments[1], diary, Path.of(arguments[4])))
        .run();
    // whoever started this one goes first
    System.in.read();
    Runtime.getRuntime().halt(1);
  }

  static Body body(HikariDataSource source, String process, Diary diary, Path stands)
      throws IOException {
    Map<Long, String> places =
        Files.readAllLines(stands).stream()
            .map(line -> line.split(" ", 2))
            .collect(Collectors.toMap(line -> Long.parseLong(line[0]), line -> line[1]));
    TableIncidents incidents = new TableIncidents(source);
    Treatments treatments =
        (incident, _, _, _, _, _) -> {
          Thread.sleep(100);
          diary.write("healed " + incident.id() + " " + process);
          return new Treatments.Treated.Repaired(TableIncidents.remedy(0.8), "{}");
        };
    Shipping shipping =
        (incident, _) -> {
          // delivers once, as the port wants it
          if (incident.delivered().isEmpty()) {
            diary.write("delivered " + incident.id());
          }
          return new Shipping.Shipped.Delivered(
              "branch " + incident.id(), new Version("v" + incident.id()));
        };
    IncidentCycle cycle =
        new IncidentCycle(
            incidents,
            treatments,
            shipping,
            RollingOut.none(),
            RuntimeHealing.none(),
            Causes.none(),
            incidents,
            new NoStop(),
            new Policy(
                0.9, 0.7, REVIEW, 3, Duration.ofSeconds(1), Duration.ofMinutes(1), 3, 1_000, 0.8),
            Clock.systemUTC());
    return (incident, steps) ->
        cycle.run(
            incident, new WatchedSteps(steps, incident, places.getOrDefault(incident, ""), diary));
  }

  private record NoStop() implements StopSwitch {
    @Override
    public boolean isOn() {
      return false;
    }

    @Override
    public void awaitOff() {}
  }
}
