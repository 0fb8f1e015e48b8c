package dev.naosu.bench.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How soon causes are named: for people, as Markdown, and for programs, as JSON.
public final class FaultsReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final List<Case> cases;
  private final List<Duration> delays;
  private final List<Scene> scenes;

  /// @param cases at least one
  public FaultsReport(Instant when, String command, Machine machine, List<Case> cases) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.cases = List.copyOf(cases);
    delays = cases.stream().map(Case::delay).distinct().sorted().toList();
    scenes =
        cases.stream()
            .map(Case::scene)
            .distinct()
            .sorted(Comparator.comparing(Scene::fault).thenComparing(Scene::id))
            .toList();
  }

  private List<Case> cases(Predicate<Case> which) {
    return cases.stream().filter(which).toList();
  }

  private List<Case> cases(Method method, Duration delay) {
    return cases(each -> each.method() == method && each.delay().equals(delay));
  }

  private static Accuracy services(List<Case> cases) {
    return Accuracy.of(cases.stream().map(Case::service).toList());
  }

  private static Accuracy causes(List<Case> cases) {
    return Accuracy.of(cases.stream().map(Case::cause).toList());
  }

  private static double millis(List<Case> cases) {
    return cases.stream().mapToDouble(each -> each.took().toNanos() / 1e6).average().orElse(0);
  }

  private static String columns(Accuracy accuracy) {
    return String.format(
        Locale.ROOT,
        " %.2f | %.2f | %.2f | **%.2f** |",
        accuracy.first(),
        accuracy.three(),
        accuracy.five(),
        accuracy.average());
  }

  /// The table alone, also for a terminal.
  public String table() {
    StringBuilder text =
        new StringBuilder(
            "| Ranking | Noticed | Service: AC@1 | AC@3 | AC@5 | Avg@5 | Service and metric: AC@1"
                + " | AC@3 | AC@5 | Avg@5 | ms |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Method method : Method.values()) {
      for (Duration delay : delays) {
        List<Case> of = cases(method, delay);
        if (!of.isEmpty()) {
          text.append(String.format("| %s | +%d s |", method.words(), delay.toSeconds()))
              .append(columns(services(of)))
              .append(columns(causes(of)))
              .append(String.format(Locale.ROOT, " %.1f |\n", millis(of)));
        }
      }
    }
    return text.toString();
  }

  private String faults() {
    Duration late = delays.getLast();
    StringBuilder text =
        new StringBuilder(
            String.format(
                "| Fault, noticed +%d s | Scenes | naosu: service AC@1 | Avg@5 | service and metric"
                    + " AC@1 | Avg@5 | BARO: service Avg@5 | service and metric Avg@5 |\n",
                late.toSeconds()));
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Fault fault : Fault.values()) {
      List<Case> ours =
          cases(Method.NAOSU, late).stream().filter(each -> each.scene().fault() == fault).toList();
      List<Case> baro =
          cases(Method.BARO, late).stream().filter(each -> each.scene().fault() == fault).toList();
      if (!ours.isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n",
                fault.words(),
                ours.size(),
                services(ours).first(),
                services(ours).average(),
                causes(ours).first(),
                causes(ours).average(),
                services(baro).average(),
                causes(baro).average()));
      }
    }
    return text.toString();
  }

  private String places() {
    StringBuilder text =
        new StringBuilder("| Scene | Order | naosu, " + late() + " | BARO, " + late() + " |\n");
    text.append("| --- | --- | --- | --- |\n");
    for (Scene scene : scenes) {
      text.append(
          String.format(
              "| %s | `%s` | %s | %s |\n",
              scene.id(), scene.order(), places(scene, Method.NAOSU), places(scene, Method.BARO)));
    }
    return text.toString();
  }

  private String late() {
    return delays.stream()
        .map(delay -> "+" + delay.toSeconds() + " s")
        .collect(Collectors.joining(", "));
  }

  private String places(Scene scene, Method method) {
    return cases(each -> each.scene().equals(scene) && each.method() == method).stream()
        .sorted(Comparator.comparing(Case::delay))
        .map(each -> place(each.service()) + "/" + place(each.cause()))
        .collect(Collectors.joining(" · "));
  }

  private static String place(int place) {
    return place == 0 ? "–" : Integer.toString(place);
  }

  /// @param settings how the scenes were played
  public String markdown(String settings) {
    return String.format(
            Locale.ROOT,
            """
            # Causes in a market with known faults

            - Date: %s
            - Command: `%s`
            - naosu: %s
            - Machine: %d cores, %d MB, %s, %s
            - Scenes: %d, seeds %s; %s

            """,
            when,
            command,
            machine.naosu(),
            machine.cores(),
            machine.memoryMegabytes(),
            machine.jdk(),
            machine.system(),
            scenes.size(),
            scenes.stream()
                .map(Scene::seed)
                .distinct()
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining(", ")),
            settings)
        + table()
        + "\nAC@k: how often the cause is among the first k. Avg@5: the mean of AC@1 to AC@5. All"
        + " rankings get the same metrics, from before the fault to the end of the scene, but for"
        + " the one that says otherwise; *noticed* is the time they are given, after the true"
        + " onset. A service is right when it is the one that was broken; of a network or of"
        + " connections between two, the one that asks. Service and metric: the kind of metric has"
        + " to be right too, of "
        + Kind.values().length * Market.SERVICES.size()
        + " that there are. By chance: the mean of "
        + Method.CHANCE.rounds()
        + " shuffles.\n\n## By fault\n\n"
        + faults()
        + "\n## Places\n\nOf the service, and of the service with the metric.\n\n"
        + places();
  }

  public String json(String settings) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("when", when.toString()).put("command", command).put("settings", settings);
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("memoryMegabytes", machine.memoryMegabytes())
        .put("jdk", machine.jdk())
        .put("system", machine.system())
        .put("naosu", machine.naosu());
    ArrayNode rows = root.putArray("rows");
    for (Method method : Method.values()) {
      for (Duration delay : delays) {
        List<Case> of = cases(method, delay);
        if (!of.isEmpty()) {
          ObjectNode row =
              rows.addObject().put("ranking", method.name()).put("noticed", delay.toSeconds());
          write(services(of), row.putObject("service"));
          write(causes(of), row.putObject("serviceAndMetric"));
          row.put("millis", millis(of));
        }
      }
    }
    ArrayNode all = root.putArray("scenes");
    for (Scene scene : scenes) {
      ObjectNode node =
          all.addObject()
              .put("id", scene.id())
              .put("fault", scene.fault().name())
              .put("service", scene.service())
              .put("metric", scene.fault().shows().words())
              .put("order", scene.order())
              .put("seed", scene.seed());
      ArrayNode places = node.putArray("places");
      for (Case each : cases(one -> one.scene().equals(scene) && one.method().rounds() == 1)) {
        places
            .addObject()
            .put("ranking", each.method().name())
            .put("noticed", each.delay().toSeconds())
            .put("service", each.service())
            .put("serviceAndMetric", each.cause());
      }
    }
    return root.toPrettyString() + "\n";
  }

  private static void write(Accuracy accuracy, ObjectNode node) {
    node.put("ac1", accuracy.first())
        .put("ac3", accuracy.three())
        .put("ac5", accuracy.five())
        .put("avg5", accuracy.average());
  }
}
