package dev.naosu.bench.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.fleet.FollowedLoad.Hour;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Figures for people, as Markdown, and for programs, as JSON.
public final class FollowedReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// Whoever turns twice in that time flaps.
  private static final Duration FLAP = Duration.ofMinutes(10);

  /// Nobody should need again so soon what was taken away.
  private static final Duration REGRET = Duration.ofMinutes(5);

  private static final int SHOWN = 10;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final List<Followed> traces;

  /// A trace and how it was followed.
  ///
  /// @param name of the file
  /// @param sha256 of it
  /// @param hours that it holds
  /// @param capacity of an instance that was assumed, in requests a second
  /// @param replayed those that were replayed
  public record Followed(
      String name, String sha256, int hours, double capacity, List<Hour> replayed) {
    public Followed {
      replayed = List.copyOf(replayed);
    }

    private int flaps() {
      return replayed.stream().mapToInt(each -> each.flaps(FLAP)).sum();
    }

    private int regrets() {
      return replayed.stream().mapToInt(each -> each.regrets(REGRET)).sum();
    }

    private double quantile(double quantile, ToDoubleFunction<Hour> value) {
      double[] sorted = replayed.stream().mapToDouble(value).sorted().toArray();
      return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    private double changes(double quantile) {
      return quantile(quantile, each -> each.changes().size());
    }
  }

  public FollowedReport(Instant when, String command, Machine machine, List<Followed> traces) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.traces = List.copyOf(traces);
  }

  private List<Aim> aims() {
    List<Aim> aims = new ArrayList<>();
    for (Followed each : traces) {
      aims.add(
          new Aim(
              each.name() + ": out, in and out within 10 min, or in, out and in",
              "0",
              each.flaps() + " in " + each.replayed().size() + " hours",
              each.flaps() == 0));
    }
    return aims;
  }

  /// Whether every aim was met.
  public boolean isGood() {
    return aims().stream().allMatch(Aim::isMet);
  }

  /// The aims alone, also for a terminal.
  public String table() {
    return Aim.table(aims());
  }

  public String markdown() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "# Recorded load, replayed before the loop that scales\n\n- Date: %s\n- Command:"
                    + " `%s`\n- naosu: %s\n- Machine: %d cores, %d MB, %s, %s\n\n",
                when,
                command,
                machine.naosu(),
                machine.cores(),
                machine.memoryMegabytes(),
                machine.jdk(),
                machine.system()));
    text.append(table());
    text.append(
        """

        Requests that really came to a server, counted for each second, replayed fast; the hours whose
        load goes up and down most from minute to minute, each after the half hour before it. What is
        decided is decided by naosu's own loop with its usual limits and times, between 2 and 8
        instances, by CPU and requests under way. What is measured comes from a model: instances share
        the requests, each answers as many as below, and a new one gets requests after 15 s. The
        capacity is chosen so that the busiest minute of the whole trace takes 6 instances at 75 %.

        """);
    text.append(
        "| trace | hours | capacity of an instance | changes in an hour, p50 / p90 / most | flaps |"
            + " needed again within 5 min | instances, mean | too few for, mean / p90 of requests |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Followed each : traces) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d of %d | %.1f/s | %.0f / %.0f / %.0f | %d | %d | %.2f | %.2f %% / %.2f %% |\n",
              each.name(),
              each.replayed().size(),
              each.hours(),
              each.capacity(),
              each.changes(0.5),
              each.changes(0.9),
              each.changes(1),
              each.flaps(),
              each.regrets(),
              each.replayed().stream().mapToDouble(Hour::instances).average().orElse(0),
              100 * each.replayed().stream().mapToDouble(Hour::missing).average().orElse(0),
              100 * each.quantile(0.9, Hour::missing)));
    }
    for (Followed each : traces) {
      text.append("\n`").append(each.name()).append("`: SHA-256 ").append(each.sha256());
      text.append(". The hours with most changes:\n\n");
      text.append(
          "| begins at second | busiest minute by quietest | changes | instances, mean | enough all"
              + " the time | too few for |\n| ---: | ---: | --- | ---: | ---: | ---: |\n");
      each.replayed().stream()
          .sorted(Comparator.comparingInt((Hour hour) -> -hour.changes().size()))
          .limit(SHOWN)
          .forEach(hour -> text.append(row(hour)));
    }
    return text.toString();
  }

  private static String row(Hour hour) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %s | %.2f | %d | %.2f %% |\n",
        hour.begin(),
        Double.isFinite(hour.swing()) ? String.format(Locale.ROOT, "%.1f", hour.swing()) : "–",
        hour.changes().isEmpty() ? "none" : changes(hour),
        hour.instances(),
        hour.least(),
        100 * hour.missing());
  }

  /// Such as `2→4 at 3 min, 4→3 at 25 min`.
  private static String changes(Hour hour) {
    return String.join(
        ", ",
        hour.changes().stream()
            .map(
                each ->
                    each.from()
                        + "→"
                        + each.to()
                        + " at "
                        + (each.at().getEpochSecond() - hour.begin()) / 60
                        + " min")
            .toList());
  }

  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("when", when.toString()).put("command", command).put("good", isGood());
    ArrayNode all = root.putArray("traces");
    for (Followed each : traces) {
      ObjectNode one =
          all.addObject()
              .put("name", each.name())
              .put("sha256", each.sha256())
              .put("hours", each.hours())
              .put("capacity", each.capacity())
              .put("flaps", each.flaps())
              .put("regrets", each.regrets());
      ArrayNode hours = one.putArray("replayed");
      each.replayed()
          .forEach(
              hour ->
                  hours
                      .addObject()
                      .put("begin", hour.begin())
                      .put("changes", hour.changes().size())
                      .put("flaps", hour.flaps(FLAP))
                      .put("instances", hour.instances())
                      .put("missing", hour.missing()));
    }
    return root.toPrettyString() + "\n";
  }
}
