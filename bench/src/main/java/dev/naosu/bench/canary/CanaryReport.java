package dev.naosu.bench.canary;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.canary.Trial.Outcome;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Machine;
import dev.naosu.ship.canary.Verdict.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How often and how soon versions were rolled back: for people, as Markdown, and for programs, as
/// JSON.
public final class CanaryReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double MOST_FALSE = 0.01;
  private static final double LEAST_IN_TIME = 0.95;
  private static final double AIMED_RATIO = 5;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final CanaryRun run;
  private final CanaryRun.Result result;

  public CanaryReport(Instant when, String command, Machine machine, Figures figures) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    run = figures.run;
    result = figures.result;
  }

  /// What a run found.
  public static final class Figures {
    private final CanaryRun run;
    private final CanaryRun.Result result;

    Figures(CanaryRun run, CanaryRun.Result result) {
      this.run = run;
      this.result = result;
    }
  }

  private List<Aim> aims() {
    double rolledBack = share(result.same(), Outcome::isRolledBack);
    List<Outcome> aimed =
        result.held().stream().filter(each -> each.world().errorRatio() == AIMED_RATIO).toList();
    double inTime = share(aimed, Outcome::isInTime);
    return List.of(
        new Aim(
            "rolled back of " + result.same().size() + " that are no worse",
            "at most " + percent(MOST_FALSE),
            percent(rolledBack),
            rolledBack <= MOST_FALSE),
        new Aim(
            "rolled back within the predicted time of "
                + aimed.size()
                + " with five times the errors, at 5 % of the requests",
            "at least " + percent(LEAST_IN_TIME),
            percent(inTime),
            inTime >= LEAST_IN_TIME));
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
            "# Canaries, simulated\n\n- Date: %s\n- Command: `%s`\n- naosu: %s\n- Machine: %d cores, %d MB, %s, %s\n\n"
                .formatted(
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

        Services are made up, with seed %d: 5, 10, 20 or 50 requests a second on average, arriving at random, ±40 %% over
        the day; latencies log-normal (median 40 ms) with a heavy tail, ±20 %% over the day and noisy by the minute; 0, 0.1,
        0.5 or 2 %% errors, ±30 %% over the day; a burst of errors at both versions, of 2 to 20 %% for about two minutes, every
        five hours. A new JVM is three times as slow at first, for about a minute. In one of ten canaries, something fails
        for the first time ever, at either version. A window is 10 s. The plan is the usual one.

        ## Versions that are no worse

        | errors | canaries | let in | not decided | rolled back | errors | latency | new failure | silence | by the minute |
        | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """
            .formatted(run.seed()));
    grouped(result.same(), each -> percent(each.world().errorShare()))
        .forEach((errors, group) -> text.append(sameRow(errors, group)));
    text.append(sameRow("all", result.same()));
    text.append(
        """

        *By the minute*: rolled back by a comparison of one number a minute (errors, mean and p99 latency) at the end of each
        stage, as Kayenta's judge does it, on the same requests.

        ## Versions that are worse, in the usual plan

        | requests/s | errors of the old | worse by | canaries | rolled back | median | p95 | at 5 %% already | by the minute |
        | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
        """
            .formatted());
    grouped(result.worse(), CanaryReport::kind)
        .forEach(
            (kind, group) ->
                text.append(
                    "| %s | %d | %s | %s | %s | %s | %s |\n"
                        .formatted(
                            kind,
                            group.size(),
                            percent(share(group, Outcome::isRolledBack)),
                            time(quantile(group, 0.5)),
                            time(quantile(group, 0.95)),
                            percent(share(group, CanaryReport::isInFirstStage)),
                            percent(share(group, Outcome::intervals)))));
    text.append(
        """

        Times are those of all canaries of the row: *never* when so many were not rolled back. 1.1 times the latency is less
        than what matters (1.2 times), so it should not be rolled back.

        ## Versions that fail more often, at 5 %% until they are rolled back

        | requests/s | errors of the old | worse by | canaries | predicted | rolled back by then | median | p95 | within 6 h |
        | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
        """
            .formatted());
    grouped(result.held(), CanaryReport::kind)
        .forEach(
            (kind, group) ->
                text.append(
                    "| %s | %d | %s | %s | %s | %s | %s |\n"
                        .formatted(
                            kind,
                            group.size(),
                            time(predicted(group)),
                            isBeyond(group) ? "–" : percent(share(group, Outcome::isInTime)),
                            time(quantile(group, 0.5)),
                            time(quantile(group, 0.95)),
                            percent(share(group, Outcome::isRolledBack)))));
    text.append(
        """

        *Predicted*: the time in which 95 of 100 such versions should be noticed, computed for each canary from what the old
        version answered in the hour before, so from other errors than those of the canary; the median of the row. Nothing is
        said about a prediction of more than the six hours that were played.
        """);
    return text.toString();
  }

  private static String sameRow(String errors, List<Outcome> group) {
    Map<Cause, Long> causes = causes(group);
    long rolledBack = group.stream().filter(Outcome::isRolledBack).count();
    long letIn = group.stream().filter(Outcome::isLetIn).count();
    return "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n"
        .formatted(
            errors,
            group.size(),
            letIn,
            group.size() - letIn - rolledBack,
            rolledBack,
            causes.get(Cause.ERRORS),
            causes.get(Cause.LATENCY),
            causes.get(Cause.NEW_FAILURE),
            causes.get(Cause.SILENCE),
            group.stream().filter(Outcome::intervals).count());
  }

  private static Map<Cause, Long> causes(List<Outcome> group) {
    Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    for (Cause each : Cause.values()) {
      causes.put(each, group.stream().filter(one -> one.cause().equals(Optional.of(each))).count());
    }
    return causes;
  }

  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("when", when.toString()).put("command", command);
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("memoryMegabytes", machine.memoryMegabytes())
        .put("jdk", machine.jdk())
        .put("system", machine.system())
        .put("naosu", machine.naosu());
    root.put("good", isGood()).put("seed", run.seed());
    ArrayNode same = root.putArray("same");
    grouped(result.same(), each -> percent(each.world().errorShare()))
        .values()
        .forEach(group -> put(same, group));
    ArrayNode worse = root.putArray("worse");
    grouped(result.worse(), CanaryReport::kind).values().forEach(group -> put(worse, group));
    ArrayNode held = root.putArray("held");
    grouped(result.held(), CanaryReport::kind).values().forEach(group -> put(held, group));
    return root.toPrettyString() + "\n";
  }

  private static void put(ArrayNode rows, List<Outcome> group) {
    World world = group.getFirst().world();
    ObjectNode row =
        rows.addObject()
            .put("errorShare", world.errorShare())
            .put("worseBy", world.effect())
            .put("canaries", group.size())
            .put("letIn", group.stream().filter(Outcome::isLetIn).count())
            .put("rolledBack", group.stream().filter(Outcome::isRolledBack).count())
            .put("inTime", group.stream().filter(Outcome::isInTime).count())
            .put("byTheMinute", group.stream().filter(Outcome::intervals).count());
    if (!world.isSame()) {
      row.put("requestsPerSecond", world.requestsPerSecond());
    }
    quantile(group, 0.5).ifPresent(time -> row.put("medianSeconds", time.toSeconds()));
    quantile(group, 0.95).ifPresent(time -> row.put("p95Seconds", time.toSeconds()));
    predicted(group).ifPresent(time -> row.put("predictedSeconds", time.toSeconds()));
    ObjectNode causes = row.putObject("causes");
    causes(group)
        .forEach((cause, count) -> causes.put(cause.name().toLowerCase(Locale.ROOT), count));
  }

  private static String kind(Outcome outcome) {
    World world = outcome.world();
    return String.format(
        Locale.ROOT,
        "%.0f | %s | %s",
        world.requestsPerSecond(),
        percent(world.errorShare()),
        world.effect());
  }

  private static <K> Map<K, List<Outcome>> grouped(
      List<Outcome> outcomes, Function<Outcome, K> kind) {
    return outcomes.stream()
        .collect(Collectors.groupingBy(kind, LinkedHashMap::new, Collectors.toList()));
  }

  private static boolean isInFirstStage(Outcome outcome) {
    return outcome.isRolledBack() && outcome.after().compareTo(Duration.ofMinutes(30)) <= 0;
  }

  /// Empty when not so many were rolled back.
  private static Optional<Duration> quantile(List<Outcome> group, double quantile) {
    List<Duration> times =
        group.stream().filter(Outcome::isRolledBack).map(Outcome::after).sorted().toList();
    int place = (int) Math.ceil(quantile * group.size()) - 1;
    return place < times.size() ? Optional.of(times.get(place)) : Optional.empty();
  }

  /// The median; empty when it is more than a month, or nothing was predicted.
  private static Optional<Duration> predicted(List<Outcome> group) {
    List<Duration> times =
        group.stream().flatMap(each -> each.predicted().stream()).sorted().toList();
    return 2 * times.size() < group.size()
        ? Optional.empty()
        : Optional.of(times.get(group.size() / 2 - (group.size() > 1 ? 1 : 0)));
  }

  private static boolean isBeyond(List<Outcome> group) {
    return predicted(group).filter(time -> time.compareTo(CanaryRun.HELD) <= 0).isEmpty();
  }

  private static double share(List<Outcome> group, Predicate<Outcome> which) {
    return (double) group.stream().filter(which).count() / Math.max(1, group.size());
  }

  private static String time(Optional<Duration> time) {
    return time.map(
            each ->
                each.compareTo(Duration.ofMinutes(3)) < 0
                    ? each.toSeconds() + " s"
                    : each.compareTo(Duration.ofHours(3)) < 0
                        ? String.format(Locale.ROOT, "%.0f min", each.toSeconds() / 60.0)
                        : String.format(Locale.ROOT, "%.1f h", each.toMinutes() / 60.0))
        .orElse("never");
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return Math.abs(percent - Math.rint(percent)) < 1e-9
        ? String.format(Locale.ROOT, "%.0f %%", percent)
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
