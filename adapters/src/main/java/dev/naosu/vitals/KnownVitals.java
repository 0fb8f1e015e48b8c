package dev.naosu.vitals;

import dev.naosu.detect.vitals.Vital;
import java.util.List;

/// What is measured here.
public final class KnownVitals {
  private KnownVitals() {}

  public static List<Vital> all() {
    return List.of(
        new Vital("cpu.used", "%", "time that all cores together were at work since the last look"),
        new Vital("memory.used", "%", "memory that is not available to new processes"),
        new Vital("disk.used", "%", "space of the file system that is taken"),
        new Vital("disk.inodes", "%", "places for files on the file system that are taken"),
        new Vital("http.up", "1", "1 when it answers in time, with a status that is well; or 0"),
        new Vital("http.latency", "s", "time until it answered"),
        new Vital("clock.off", "s", "time by which the clock that dates its answers is wrong"),
        new Vital("tcp.up", "1", "1 when a connection can be made; or 0"),
        new Vital("database.up", "1", "1 when it lets in and answers; or 0"),
        new Vital("database.connections", "%", "connections that are taken, of those it allows"),
        new Vital("redis.up", "1", "1 when it answers; or 0"),
        new Vital("redis.memory", "%", "memory that is taken, of what it may take"),
        new Vital(
            "certificate.days", "days", "time until the certificate ends; below 0 afterwards"),
        new Vital("unit.up", "1", "1 when systemd calls the unit active; or 0"));
  }
}
