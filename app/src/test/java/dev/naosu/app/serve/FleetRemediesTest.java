package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.runtime.Equipment;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.leases.LeaseFiles;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.repair.fleet.Verdicts.Verdict;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.ship.action.Lease;
import dev.naosu.ship.action.LeaseGuard;
import dev.naosu.ship.action.Road.Outcome;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetRemediesTest {
  private static final Version VERSION = new Version("v1");

  @TempDir private Path place;

  /// Two instances, one of which is not well.
  private static final class QuietFleet implements Fleet, Roster, Staff {
    private final String where;

    /// @param where the first one is
    QuietFleet(String where) {
      this.where = where;
    }

    @Override
    public Standing standing() {
      return new Standing(Set.of(VERSION), Optional.of(Split.all(VERSION)));
    }

    @Override
    public Started start(Version version) {
      return new Started.Well();
    }

    @Override
    public void share(Split split) {}

    @Override
    public void retire(Version version) {}

    @Override
    public Traffic traffic() {
      return new Traffic(Instant.EPOCH, Instant.EPOCH, Map.of());
    }

    @Override
    public List<Instance> instances() {
      return List.of(
          new Instance(VERSION, "1", Condition.WELL, where, ""),
          new Instance(VERSION, "2", Condition.UNWELL, "", ""));
    }

    private long asked;

    /// The second one fails at everything.
    @Override
    public Map<String, Answers> answers() {
      asked += 20;
      return Map.of(
          Instance.id(VERSION, "1"), new Answers(asked, 0, Latencies.NONE, Set.of()),
          Instance.id(VERSION, "2"), new Answers(asked, asked, Latencies.NONE, Set.of()));
    }

    @Override
    public int wanted(Version version) {
      return 2;
    }

    @Override
    public Started scale(Version version, int instances) {
      return new Started.Well();
    }

    @Override
    public Started restart(Version version, String instance) {
      return new Started.Well();
    }

    @Override
    public void setAside(Version version, String instance, boolean aside) {}
  }

  private FleetRemedies remedies(Workload.Meter meter) throws IOException {
    return remedies(meter, InstantSource.system());
  }

  private FleetRemedies remedies(Workload.Meter meter, InstantSource clock) throws IOException {
    Path file = place.resolve("naosu-server.yml");
    Files.writeString(
        file,
        """
        services:
          - name: shop
            repository: a
            gateway: {listen: 127.0.0.1:8080}
            fleet: {scaling: {least: 1, most: 6, outAfter: 1s, outRest: 1s}}
        """);
    ServerConfig config =
        ((ServerConfig.Reading.Good) ServerConfig.read(file, place.resolve("data"), Map.of()))
            .config();
    return new FleetRemedies(
        Map.of("shop", shop("", Optional.of(meter))), config.services(), Rollouts.none(), clock);
  }

  private static ServiceFleet shop(String where, Optional<Workload.Meter> meter) {
    QuietFleet fleet = new QuietFleet(where);
    return new ServiceFleet(
        "shop",
        new Operated(fleet, fleet, fleet),
        meter,
        Version::new,
        new ServiceFleet.Ending() {
          @Override
          public void stop() {}

          @Override
          public void close() {}
        });
  }

  /// Says which level its logger has whenever it is asked.
  private static final String PATIENT =
      """
      import java.util.Scanner;
      import java.util.logging.Level;
      import java.util.logging.Logger;
      public class Patient {
        static final Logger LOGGER = Logger.getLogger("com.acme");
        public static void main(String[] words) {
          LOGGER.setLevel(Level.WARNING);
          var lines = new Scanner(System.in);
          do System.out.println(LOGGER.getLevel()); while (lines.hasNextLine() && lines.nextLine() != null);
        }
      }
      """;

  @Test
  void a_change_inside_of_an_instance_is_put_back_by_the_guard_when_the_server_is_dead()
      throws Exception {
    Process patient =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                Files.writeString(place.resolve("Patient.java"), PATIENT).toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(level(patient, false)).isEqualTo("WARNING");
      Path leases = place.resolve("leases");
      Order order = order();
      Action action = inside(patient).find("jvm.log-level").orElseThrow();
      Plan plan = ((Action.Outlook.Ready) action.look(order)).plan();
      assertThat(action.apply(order, plan)).isInstanceOf(Action.Applied.Done.class);
      assertThat(level(patient, true)).isEqualTo("FINE");
      new LeaseFiles(leases, () -> {})
          .write(new Lease(1, order, plan.before(), Instant.now().plusSeconds(900), false));

      // put together anew, from the same configuration, in what would be another process
      List<String> said =
          new LeaseGuard(
                  inside(patient),
                  new LeaseFiles(leases, () -> {}),
                  () -> false,
                  InstantSource.system())
              .look();

      assertThat(said).singleElement().asString().contains("is as it was: WARNING");
      assertThat(level(patient, true)).isEqualTo("WARNING");
      assertThat(new LeaseFiles(leases, () -> {}).all()).isEmpty();
    } finally {
      patient.destroyForcibly();
    }
  }

  private static String level(Process patient, boolean again) throws IOException {
    if (again) {
      patient.outputWriter().append("?\n").flush();
    }
    return patient.inputReader().readLine();
  }

  private static Order order() {
    Arguments.Reading read =
        Arguments.read(
            List.of(
                new Parameter("logger", Parameter.Type.NAME, "", Optional.empty()),
                new Parameter("level", Parameter.Type.NAME, "", Optional.empty())),
            Map.of("logger", "com.acme", "level", "FINE"));
    return new Order(
        "jvm.log-level",
        "production",
        new Target("shop", "app", VERSION.name() + ":1"),
        ((Arguments.Reading.Fit) read).arguments());
  }

  /// As server and guard put it together.
  private Catalogue inside(Process patient) throws IOException {
    Path file =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            """
            services:
              - name: shop
                repository: a
                gateway: {listen: 127.0.0.1:8080}
                fleet: {instances: 2}
                components: [{name: app, kind: jvm, fleet: true}]
            """);
    ServerConfig config =
        ((ServerConfig.Reading.Good) ServerConfig.read(file, place.resolve("data"), Map.of()))
            .config();
    Map<String, ServiceFleet> fleets =
        Map.of("shop", shop("127.0.0.1:21000 process " + patient.pid(), Optional.empty()));
    return new FleetRemedies(fleets, config.services(), Rollouts.none(), InstantSource.system())
        .with(Equipping.usual().equip(config, fleets))
        .catalogue();
  }

  private static Workload busy() {
    return new Workload(
        Instant.now(),
        VERSION,
        2,
        2,
        OptionalDouble.of(100),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @Test
  void what_can_be_done_to_fleets_comes_to_what_can_be_done_anyway() throws Exception {
    Equipment others =
        new Equipment(
            new Catalogue(List.of()),
            target -> new Vitals(target, Instant.EPOCH, new TreeMap<>(Map.of("heap", 1.0))),
            () -> new Sickness(1, 3));
    Equipment all = remedies(FleetRemediesTest::busy).with(others);
    assertThat(all.catalogue().traits())
        .extracting(Traits::name)
        .containsExactly("deploy.rollback", "fleet.scale", "instance.restart", "traffic.reroute");
    assertThat(all.gauge().measure(new Target("shop", "fleet", "")).values())
        .containsEntry("cpu.used", 100.0)
        .containsEntry("instances.serving", 2.0)
        .doesNotContainKey("latency.p95");
    assertThat(all.gauge().measure(new Target("shop", "app", "")).values()).containsKey("heap");
    assertThat(all.gauge().measure(new Target("till", "fleet", "")).values()).isEmpty();
    assertThat(all.round().look()).isEqualTo(new Sickness(2, 5));
  }

  @Test
  void an_instance_is_measured_by_what_it_answers_beside_its_siblings() throws Exception {
    AtomicLong seconds = new AtomicLong();
    Vitals.Gauge gauge =
        remedies(FleetRemediesTest::busy, () -> Instant.EPOCH.plusSeconds(seconds.addAndGet(5)))
            .with(Equipment.none())
            .gauge();
    Target well = new Target("shop", "app", VERSION.name() + ":1");
    Target failing = new Target("shop", "app", VERSION.name() + ":2");
    gauge.measure(well);
    assertThat(gauge.measure(well).values())
        .containsEntry("answers.failing", 0.0)
        .containsEntry("http.up", 1.0);
    assertThat(gauge.measure(failing).of("answers.failing").orElse(0)).isGreaterThan(50);
    assertThat(gauge.measure(failing).of("http.up")).hasValue(0);
  }

  @Test
  void what_cannot_be_measured_has_no_values() throws Exception {
    Equipment all =
        remedies(
                () -> {
                  throw new IOException("the gateway is away");
                })
            .with(Equipment.none());
    assertThat(all.gauge().measure(new Target("shop", "fleet", "")).values()).isEmpty();
  }

  @Test
  void a_service_whose_fleet_says_so_is_scaled_by_proposals() throws Exception {
    CompletableFuture<Proposal> proposed = new CompletableFuture<>();
    try (AutoCloseable _ =
        remedies(FleetRemediesTest::busy)
            .scale(
                proposal -> {
                  proposed.complete(proposal);
                  return new Outcome.Helped("scaled");
                })) {
      Proposal proposal = proposed.get(60, TimeUnit.SECONDS);
      assertThat(proposal.order().action()).isEqualTo("fleet.scale");
      assertThat(proposal.order().arguments().count("instances")).isEqualTo(4);
      assertThat(proposal.order().target()).hasToString("shop/fleet");
    }
  }

  @Test
  void only_what_a_person_decided_is_a_persons_word() {
    Rollout planned = Rollout.planned(new Rollout.Key(1, 1), "shop", VERSION, Instant.EPOCH);
    assertThat(FleetRemedies.verdict(planned)).isEmpty();
    assertThat(FleetRemedies.verdict(decided(planned, Rollout.Phase.PROMOTED, "naosu"))).isEmpty();
    assertThat(FleetRemedies.verdict(decided(planned, Rollout.Phase.PROMOTED, "ada")))
        .contains(new Verdict("ada", true));
    assertThat(FleetRemedies.verdict(decided(planned, Rollout.Phase.ROLLED_BACK, "ada")))
        .contains(new Verdict("ada", false));
  }

  private static Rollout decided(Rollout planned, Rollout.Phase phase, String actor) {
    return new Rollout(
        planned.key(),
        planned.service(),
        planned.candidate(),
        planned.began(),
        1,
        Optional.empty(),
        phase,
        0,
        planned.began(),
        Optional.empty(),
        actor,
        "",
        Optional.empty(),
        Optional.empty());
  }
}
