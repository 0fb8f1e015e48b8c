package dev.naosu.app.runtime;

import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.journal.Journal;
import dev.naosu.learn.Trust;
import dev.naosu.leases.Guarding;
import dev.naosu.postgres.Database;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.JdbcJournal;
import dev.naosu.prove.safety.Calendar;
import dev.naosu.prove.safety.Limits;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.prove.safety.SafetyRules;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// A house with switches that are files: everything else is the real thing. It can be started in a
/// process of its own, as the server that is killed or as the guard of its leases.
public final class SwitchHouse {
  static final String GUARD = "guard";

  private SwitchHouse() {}

  /// What a test says of it.
  public static final class Plan {
    public Mode mode = Mode.AUTO;
    Duration coolDown = Duration.ZERO;
    Duration lease = Duration.ofSeconds(4);
    Sickness sickness = Sickness.unseen();
    Optional<String> stop = Optional.empty();
    final List<String> pages = new ArrayList<>();
    ApprovalRules rules = ApprovalRules.one();
    InstantSource clock = InstantSource.system();
  }

  public static Equipment equipment(Path directory, Plan plan) {
    return new Equipment(
        new Catalogue(List.of(new SwitchAction(directory, Undo.LEASED))),
        target -> vitals(directory, target),
        () -> plan.sickness);
  }

  /// `on` of a switch is 1 when it is on and 0 when it is off; a broken one cannot be measured.
  private static Vitals vitals(Path directory, Target target) {
    SortedMap<String, Double> values = new TreeMap<>();
    try {
      Path file = directory.resolve(target.toString().replace('/', '_'));
      String word = Files.exists(file) ? Files.readString(file) : "off";
      if (!word.equals("broken")) {
        values.put("on", word.equals("on") ? 1.0 : 0.0);
      }
    } catch (IOException _) {
      // what cannot be read is not known
    }
    return new Vitals(target, Instant.now(), values);
  }

  public static Roads roads(Database database, Path directory, Plan plan) {
    return roads(database, new JdbcJournal(database), directory, plan);
  }

  static Roads roads(Database database, Journal journal, Path directory, Plan plan) {
    Limits limits = new Limits(plan.coolDown, 100, 1, 4, 1, 3, plan.lease, 1, Duration.ZERO);
    return new Roads(
        new Roads.Ground(database, journal, directory, "switch-house", command(GUARD, directory)),
        equipment(directory, plan),
        new RuntimeSection(
            new SafetyRules(
                new Modes(plan.mode, List.of()),
                limits,
                Map.of(),
                100,
                4,
                0.5,
                List.of("guarded"),
                Calendar.always()),
            new Trust.Terms(20, 0.9, 2),
            Duration.ofMinutes(10)),
        () -> plan.stop,
        plan.rules,
        (subject, words, _) -> plan.pages.add(subject + ": " + words),
        plan.clock);
  }

  public static Order order(String service, String to, String... more) {
    SwitchAction any = new SwitchAction(Path.of(""), Undo.LEASED);
    Map<String, String> values = new TreeMap<>(Map.of("to", to));
    for (String each : more) {
      values.put(each, "true");
    }
    return switch (Arguments.read(any.traits().parameters(), values)) {
      case Arguments.Reading.Fit(Arguments arguments) ->
          new Order(SwitchAction.NAME, "test", new Target(service, "lamp", ""), arguments);
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          throw new IllegalArgumentException(mistakes.toString());
    };
  }

  /// Helped when it is on.
  public static Proposal proposal(Order order) {
    return new Proposal(
        order,
        "runbook dark",
        "it is dark",
        List.of("on of " + order.target()),
        List.of(new Condition("on", Condition.Side.ABOVE, 0.5, Duration.ZERO)),
        Duration.ofSeconds(1),
        OptionalLong.empty());
  }

  static List<String> command(String what, Path directory, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // before the class path, which may be longer than what is told of a command line
                "-Dswitch.house=" + directory,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                SwitchHouse.class.getName(),
                what,
                directory.toString()));
    words.addAll(List.of(more));
    return words;
  }

  /// Guards outlive who started them, and would write where it is tidied up.
  public static void endGuards(Path directory) {
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(directory.toString()))
        .forEach(
            each -> {
              each.destroyForcibly();
              each.onExit().join();
            });
  }

  /// As the guard, or as a server that does something and waits to be killed.
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    if (arguments[0].equals(GUARD)) {
      new Guarding(
              Roads.leases(directory),
              equipment(directory, new Plan()).catalogue(),
              InstantSource.system(),
              Duration.ofSeconds(3),
              said -> {})
          .run();
      return;
    }
    Database database =
        Database.open(new DatabaseAddress(arguments[2], arguments[3], arguments[4]), 4);
    Plan plan = new Plan();
    plan.lease = Duration.ofSeconds(Long.parseLong(arguments[5]));
    Roads roads = roads(database, directory, plan).begin();
    roads
        .road()
        .walk(
            proposal(
                arguments[0].equals("hang") ? order("shop", "on", "hang") : order("shop", "on")));
    Files.writeString(directory.resolve("walked"), "yes");
    Thread.sleep(Duration.ofMinutes(2));
  }
}
