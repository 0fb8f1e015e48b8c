package dev.naosu.bench.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.fleet.CountedLoad.Counts;
import dev.naosu.bench.fleet.Killing.Plan;
import dev.naosu.bench.fleet.Killing.Round;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Figures for people, as Markdown, and for programs, as JSON.
public final class KillingReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double MOST_LOST = 0.001;
  private static final double MOST_OUT_SECONDS = 2;
  private static final double MOST_BACK_SECONDS = 10;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final Plan plan;
  private final List<Round> rounds;

  public KillingReport(
      Instant when, String command, Machine machine, Plan plan, List<Round> rounds) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.plan = plan;
    this.rounds = List.copyOf(rounds);
  }

  private long sum(ToLongFunction<Counts> count) {
    return rounds.stream().map(Round::counts).mapToLong(count).sum();
  }

  private double worst(ToDoubleFunction<Round> value) {
    return rounds.stream().mapToDouble(value).max().orElse(Double.NaN);
  }

  private List<Aim> aims() {
    long all = sum(Counts::safe) + sum(Counts::unsafe);
    long lost = sum(Counts::safeLost) + sum(Counts::unsafeLost);
    double share = lost / (double) all;
    double out = worst(Round::outSeconds);
    double back = worst(Round::backSeconds);
    return List.of(
        new Aim(
            "requests lost",
            "below 0.1 %",
            String.format(Locale.ROOT, "%.4f %% (%d of %d)", 100 * share, lost, all),
            share < MOST_LOST),
        new Aim(
            "safe requests lost",
            "0",
            sum(Counts::safeLost) + " of " + sum(Counts::safe),
            sum(Counts::safeLost) == 0),
        new Aim(
            "out of the route, at worst",
            "within 2 s",
            String.format(Locale.ROOT, "%.2f s", out),
            out < MOST_OUT_SECONDS),
        new Aim(
            "capacity back, at worst",
            "within 10 s",
            String.format(Locale.ROOT, "%.2f s", back),
            back < MOST_BACK_SECONDS));
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
                "# An instance is killed under load\n\n- Date: %s\n- Command: `%s`\n- naosu: %s\n-"
                    + " Machine: %d cores, %d MB, %s, %s\n\n",
                when,
                command,
                machine.naosu(),
                machine.cores(),
                machine.memoryMegabytes(),
                machine.jdk(),
                machine.system()));
    text.append(table());
    text.append(
        String.format(
            Locale.ROOT,
            "\n%d instances of a small HTTP service behind the gateway, each a process of its own."
                + " A client asks %.0f times a second over %d connections for %d s, four times GET and"
                + " then once POST; after a quarter of that, one instance gets SIGKILL. Every request"
                + " that is not answered with 200 is lost. Service, gateway, naosu and client share"
                + " the machine, and times are counted from when a request was due.\n\n",
            plan.instances(),
            plan.perSecond(),
            plan.connections(),
            plan.length().toSeconds()));
    text.append(
        "| round | GET lost | POST lost | out of the route | capacity back | p50 | p99 | slowest |"
            + " load of the machine before |\n"
            + "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (int i = 0; i < rounds.size(); i++) {
      Round round = rounds.get(i);
      Counts counts = round.counts();
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %d of %d | %d of %d | %.2f s | %.2f s | %.1f ms | %.1f ms | %.0f ms | %.1f"
                  + " |\n",
              i + 1,
              counts.safeLost(),
              counts.safe(),
              counts.unsafeLost(),
              counts.unsafe(),
              round.outSeconds(),
              round.backSeconds(),
              counts.p50(),
              counts.p99(),
              counts.most(),
              round.machineLoad()));
    }
    String how =
        rounds.stream()
            .flatMap(each -> each.counts().lostHow().entrySet().stream())
            .collect(
                Collectors.groupingBy(
                    each -> each.getKey(), Collectors.summingLong(each -> each.getValue())))
            .entrySet()
            .stream()
            .map(each -> each.getValue() + " × " + each.getKey())
            .sorted()
            .collect(Collectors.joining("; "));
    text.append("\nLost: ").append(how.isEmpty() ? "none" : how).append(".\n");
    return text.toString();
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
    root.put("good", isGood());
    root.put("instances", plan.instances())
        .put("perSecond", plan.perSecond())
        .put("connections", plan.connections())
        .put("seconds", plan.length().toSeconds());
    ArrayNode all = root.putArray("rounds");
    for (Round round : rounds) {
      Counts counts = round.counts();
      ObjectNode one =
          all.addObject()
              .put("safe", counts.safe())
              .put("safeLost", counts.safeLost())
              .put("unsafe", counts.unsafe())
              .put("unsafeLost", counts.unsafeLost())
              .put("outSeconds", round.outSeconds())
              .put("backSeconds", round.backSeconds())
              .put("p50Millis", counts.p50())
              .put("p99Millis", counts.p99())
              .put("mostMillis", counts.most())
              .put("machineLoad", round.machineLoad());
      ObjectNode how = one.putObject("lostHow");
      counts.lostHow().forEach((reason, count) -> how.put(reason, count));
    }
    return root.toPrettyString() + "\n";
  }
}
