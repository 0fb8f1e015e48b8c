package dev.naosu.app.console;

import dev.naosu.app.runtime.SwitchHouse;
import dev.naosu.app.runtime.Watched;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Exhibits;
import dev.naosu.cycle.runtime.Monitored;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.cycle.runtime.Troubles;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Mode;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Runbook;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What runs, as the pages about it are tried with: a disk that is nearly full, a program that is
/// well, one that cannot be seen, and two versions of a service.
final class RuntimeScene {
  static final String HOSTILE = "<img src=x onerror=alert(1)>\u001b[31m\u202e";
  private static final Target DISK = new Target("shop", "logs", "");
  private static final Target APP = new Target("shop", "app", "4f2c1a9:2");
  private static final Version OLD = new Version("9b1d003a".repeat(5));
  private static final Version FRESH = new Version("4f2c1a9b".repeat(5));

  private final TestHouse house;

  private RuntimeScene(TestHouse house) {
    this.house = house;
  }

  static List<Route> doors(TestHouse house) {
    RuntimeScene scene = new RuntimeScene(house);
    return Stream.of(
            new RuntimePages(
                    scene::watched,
                    new RuntimePages.Store(house.incidents, scene.new Kept(), scene.new Found()),
                    scene::deeds,
                    house.halt,
                    house.clock(),
                    "1.2.3")
                .routes(),
            new FleetsPage(
                    Map.of("shop", shop(), "billing", away()),
                    scene::deeds,
                    house.halt,
                    house.clock(),
                    "1.2.3")
                .routes())
        .flatMap(List::stream)
        .toList();
  }

  private Instant now() {
    return house.clock().instant();
  }

  private List<Watched> watched() {
    Runbook full =
        new Runbook(
            "disk-low",
            "A disk is nearly full",
            List.of("disk"),
            List.of(new Condition("disk.used", Side.ABOVE, 85, Duration.ofMinutes(2))),
            List.of("disk-usage"),
            List.of(),
            List.of(new Condition("disk.used", Side.BELOW, 85, Duration.ZERO)));
    return List.of(
        new Watched(
            new Monitored(DISK, "disk", "production"),
            Optional.of(vitals(DISK, Map.of("disk.used", 91.24, "disk.inodes", 4.0))),
            List.of(full)),
        new Watched(
            new Monitored(APP, "jvm", "production"),
            Optional.of(
                vitals(
                    APP,
                    Map.of(
                        "cpu.used", 12.0, "heap.after-gc", 41.5, "threads", 87.0, "gc.time", 0.0))),
            List.of()),
        new Watched(
            new Monitored(new Target("shop", "cache", ""), "redis", "production"),
            Optional.empty(),
            List.of()));
  }

  private Vitals vitals(Target target, Map<String, Double> values) {
    return new Vitals(target, now().minusSeconds(12), new TreeMap<>(values));
  }

  private List<Deed> deeds() {
    return List.of(deed(12, Deed.Phase.ASKED));
  }

  private Deed deed(long number, Deed.Phase phase) {
    return new Deed(
        number,
        SwitchHouse.proposal(SwitchHouse.order("shop", "on")),
        new Plan(
            "turns it from off to on " + HOSTILE,
            List.of("shop/lamp"),
            0.5,
            Duration.ofSeconds(4),
            List.of(),
            "off"),
        Mode.APPROVE,
        phase,
        "waits for a word",
        List.of("it was done twice today " + HOSTILE),
        List.of(),
        now().minusSeconds(90),
        Optional.empty(),
        Optional.empty(),
        Optional.of(now().plusSeconds(1_700)),
        new TreeMap<>(),
        "here");
  }

  private static Operated shop() {
    return new Operated(
        new Still(
            new Fleet.Standing(
                Set.of(OLD, FRESH),
                Optional.of(new Split(new TreeMap<>(Map.of(OLD, 0.95, FRESH, 0.05)))))),
        new Duty(),
        new Three());
  }

  private static Operated away() {
    return new Operated(
        new Still(new Fleet.Standing(Set.of(), Optional.empty())) {
          @Override
          public Fleet.Standing standing() throws IOException {
            throw new IOException("the cluster does not answer: connection refused");
          }
        },
        new Duty(),
        new Three());
  }

  /// Troubles of the scene.
  private final class Kept implements Troubles {
    @Override
    public Trouble keep(Trouble trouble) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public List<Trouble> current() {
      throw new IllegalStateException("not asked");
    }

    @Override
    public List<Trouble> since(Target whole, String runbook, Instant since) {
      throw new IllegalStateException("not asked");
    }

    @Override
    public List<Trouble> latest(int most) {
      return List.of(
          trouble(
              3,
              DISK,
              "disk-low",
              Phase.ESCALATED,
              "step 1, logs.rotate did not help: nothing to rotate " + HOSTILE,
              "step 2, disk.clean is refused: fewer independent signals than 2"),
          trouble(2, APP, "deadlock", Phase.HELPED, "step 1, instance.restart helped: it is back"),
          trouble(1, APP, "high-cpu", Phase.PASSED));
    }

    private Trouble trouble(long id, Target target, String runbook, Phase phase, String... tried) {
      return new Trouble(
          id,
          target,
          "production",
          runbook,
          List.of(4L),
          now().minusSeconds(600),
          phase,
          0,
          false,
          Optional.empty(),
          List.of(tried),
          now().minusSeconds(60),
          true);
    }
  }

  /// Evidence of the scene.
  private final class Found implements Exhibits {
    @Override
    public void attach(long incident, Exhibit exhibit) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public List<Exhibit> of(long incident) {
      return incident == 4
          ? List.of(
              new Exhibit(
                  "disk-usage",
                  DISK,
                  now().minusSeconds(590),
                  "most of it: /var/log/shop/archive, 41.2 GB",
                  "41.2 GB /var/log/shop/archive\n" + HOSTILE + "\n" + "x".repeat(2_000) + "\n"))
          : List.of();
    }
  }

  /// How a fleet stands.
  private static class Still implements Fleet {
    private final Fleet.Standing standing;

    Still(Fleet.Standing standing) {
      this.standing = standing;
    }

    @Override
    public Fleet.Standing standing() throws IOException {
      return standing;
    }

    @Override
    public Started start(Version version) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public void share(Split split) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public void retire(Version version) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public Traffic traffic() {
      throw new IllegalStateException("not asked");
    }
  }

  /// Who is on duty.
  private static final class Duty implements Roster {
    @Override
    public List<Instance> instances() {
      return List.of(
          new Instance(OLD, "1", Roster.Condition.WELL, "127.0.0.1:21000 process 4711", ""),
          new Instance(OLD, "2", Roster.Condition.UNWELL, "127.0.0.1:21001 process 4712", HOSTILE),
          new Instance(FRESH, "3", Roster.Condition.STARTING, "127.0.0.1:21002 process 4713", ""));
    }

    @Override
    public List<Happening> happened() {
      return List.of(
          new Happening(TestHouse.NOON.minusSeconds(40), "2 does not answer: no requests to it"),
          new Happening(TestHouse.NOON.minusSeconds(20), "3 is started"));
    }
  }

  /// There should be two of the old and one of the fresh version.
  private static final class Three implements Staff {
    @Override
    public int wanted(Version version) {
      return version.equals(OLD) ? 2 : 1;
    }

    @Override
    public Fleet.Started scale(Version version, int instances) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public Fleet.Started restart(Version version, String instance) {
      throw new IllegalStateException("a page changes nothing");
    }

    @Override
    public void setAside(Version version, String instance, boolean aside) {
      throw new IllegalStateException("a page changes nothing");
    }
  }
}
