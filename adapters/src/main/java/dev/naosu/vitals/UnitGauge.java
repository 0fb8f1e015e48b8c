package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Asks systemd how a unit is.
public final class UnitGauge implements Vitals.Gauge {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Sandbox sandbox;
  private final String unit;
  private final boolean isOfUser;
  private final InstantSource clock;

  public UnitGauge(Sandbox sandbox, String unit, boolean isOfUser, InstantSource clock) {
    this.sandbox = sandbox;
    this.unit = unit;
    this.isOfUser = isOfUser;
    this.clock = clock;
  }

  @Override
  public Vitals measure(Target target) {
    Readings readings = new Readings();
    Exit exit =
        sandbox.run(
            new Command(
                List.of("systemctl", isOfUser ? "--user" : "--system", "is-active", "--", unit),
                Path.of("/"),
                Map.of(),
                PATIENCE));
    if (exit instanceof Exit.Finished(int _, String output, Duration _)) {
      String word = output.strip();
      if (word.matches("active|reloading|inactive|failed|activating|deactivating")) {
        readings.put("unit.up", word.equals("active") || word.equals("reloading"));
      }
    }
    return readings.of(target, clock.instant());
  }
}
