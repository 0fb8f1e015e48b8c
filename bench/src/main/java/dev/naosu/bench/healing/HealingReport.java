package dev.naosu.bench.healing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// How soon a shop gets well: for people, as Markdown, and for programs, as JSON.
public final class HealingReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double MOST_NOTICED = 30;
  private static final double MOST_RECOVERED = 60;
  private static final double LEAST_HEALED = 0.85;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final List<Course> courses;

  /// @param courses at least one
  public HealingReport(Instant when, String command, Machine machine, List<Course> courses) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.courses = List.copyOf(courses);
  }

  /// Seconds that a share of all courses stayed below; infinite when as many never came so far.
  static double quantile(List<Course> of, Function<Course, Optional<Duration>> what, double share) {
    double[] sorted =
        of.stream()
            .mapToDouble(
                each ->
                    what.apply(each)
                        .map(time -> time.toMillis() / 1000.0)
                        .orElse(Double.POSITIVE_INFINITY))
            .sorted()
            .toArray();
    return sorted[(int) Math.clamp(Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
  }

  private static double healed(List<Course> of) {
    return (double) of.stream().filter(each -> each.recovered().isPresent()).count() / of.size();
  }

  private static long wrong(List<Course> of) {
    return of.stream().mapToLong(each -> each.wrong().size()).sum();
  }

  private static String number(double seconds) {
    return Double.isInfinite(seconds) ? "–" : String.format(Locale.ROOT, "%.1f", seconds);
  }

  private List<Ailment> ailments() {
    return Stream.of(Ailment.values())
        .filter(each -> courses.stream().anyMatch(one -> one.ailment() == each))
        .toList();
  }

  private List<Course> of(Ailment ailment) {
    return courses.stream().filter(each -> each.ailment() == ailment).toList();
  }

  private static String row(String name, List<Course> of) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %s | %s | %.0f %% | %d | %d |\n",
        name,
        of.size(),
        number(quantile(of, Course::noticed, 0.5)),
        number(quantile(of, Course::noticed, 0.9)),
        number(quantile(of, Course::recovered, 0.5)),
        number(quantile(of, Course::recovered, 0.9)),
        100 * healed(of),
        wrong(of),
        of.stream().mapToInt(Course::unserved).sum());
  }

  /// The table alone, also for a terminal.
  public String table() {
    StringBuilder text =
        new StringBuilder(
            "| Fault | Times | Noticed p50, s | p90 | Well again p50, s | p90 | Healed | Wrong"
                + " | Unserved |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Ailment each : ailments()) {
      text.append(row(each.words(), of(each)));
    }
    return text.append(row("**all**", courses)).toString();
  }

  private String aims() {
    double noticed = quantile(courses, Course::noticed, 0.9);
    double recovered = quantile(courses, Course::recovered, 0.9);
    return "| Aim | Reached | |\n| --- | ---: | --- |\n"
        + aim("noticed, p90 < 30 s", number(noticed), noticed < MOST_NOTICED)
        + aim("well again, p90 < 60 s", number(recovered), recovered < MOST_RECOVERED)
        + aim(
            "healed ≥ 85 %",
            String.format(Locale.ROOT, "%.0f %%", 100 * healed(courses)),
            healed(courses) >= LEAST_HEALED)
        + aim("wrong actions 0", Long.toString(wrong(courses)), wrong(courses) == 0);
  }

  private static String aim(String what, String reached, boolean isReached) {
    return "| " + what + " | " + reached + " | " + (isReached ? "yes" : "**no**") + " |\n";
  }

  /// @param settings how it was done
  public String markdown(String settings) {
    return String.format(
            Locale.ROOT,
            """
            # A shop that is hurt

            - Date: %s
            - Command: `%s`
            - naosu: %s
            - Machine: %d cores, %d MB, %s, %s
            - %s

            """,
            when,
            command,
            machine.naosu(),
            machine.cores(),
            machine.memoryMegabytes(),
            machine.jdk(),
            machine.system(),
            settings)
        + aims()
        + "\n"
        + table()
        + "\nNoticed: the hurt instance is out of the route or started anew, or naosu has told"
        + " people of it. Well again: it is replaced, all instances are well and get requests, and"
        + " everybody was served for two seconds. A dash: never, within the limit. Wrong: an"
        + " instance was ended that nothing was wrong with. Unserved: requests of the customers,"
        + " twenty a second, that were not answered with 200 within 1.5 s, from the fault until all"
        + " was well.\n";
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
    put(root.putObject("all"), courses);
    ArrayNode rows = root.putArray("faults");
    for (Ailment each : ailments()) {
      put(rows.addObject().put("fault", each.id()).put("words", each.words()), of(each));
    }
    ArrayNode all = root.putArray("courses");
    for (Course each : courses) {
      ObjectNode node =
          all.addObject()
              .put("fault", each.ailment().id())
              .put("round", each.round())
              .put("unserved", each.unserved())
              .put("words", each.words());
      put(node, "noticedSeconds", each.noticed());
      put(node, "recoveredSeconds", each.recovered());
      ArrayNode wrong = node.putArray("wrong");
      each.wrong().forEach(wrong::add);
    }
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, List<Course> of) {
    node.put("times", of.size()).put("healed", healed(of)).put("wrong", wrong(of));
    put(node, "noticedP50", quantile(of, Course::noticed, 0.5));
    put(node, "noticedP90", quantile(of, Course::noticed, 0.9));
    put(node, "recoveredP50", quantile(of, Course::recovered, 0.5));
    put(node, "recoveredP90", quantile(of, Course::recovered, 0.9));
    node.put("unserved", of.stream().mapToInt(Course::unserved).sum());
  }

  /// What never happened is no number.
  private static void put(ObjectNode node, String name, double seconds) {
    if (Double.isInfinite(seconds)) {
      node.putNull(name);
    } else {
      node.put(name, seconds);
    }
  }

  private static void put(ObjectNode node, String name, Optional<Duration> time) {
    put(node, name, time.map(each -> each.toMillis() / 1000.0).orElse(Double.POSITIVE_INFINITY));
  }
}
