package dev.naosu.bench.proxy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.proxy.Contest.Found;
import dev.naosu.bench.proxy.Contest.Front;
import dev.naosu.bench.proxy.Contest.Half;
import dev.naosu.bench.proxy.Contest.Plan;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Figures for people, as Markdown, and for programs, as JSON.
public final class ContestReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double LEAST_SHARE = 0.5;
  private static final double MOST_ADDED_MILLIS = 2;
  private static final double MOST_COST = 0.1;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final Figures figures;

  /// @param rates requests a second at which times were taken
  public record Figures(Plan plan, Map<Half, Double> rates, Map<Front, Found> found) {
    public Figures {
      rates = Map.copyOf(rates);
      found = Map.copyOf(found);
    }

    private Found of(Front front) {
      return found.getOrDefault(front, new Found(List.of(), Map.of()));
    }

    double perSecond(Front front) {
      return of(front).perSecond();
    }

    double rate(Half half) {
      return rates.getOrDefault(half, Double.NaN);
    }

    double p50(Front front, Half half) {
      return median(of(front).at(half).stream().map(SteadyLoad.Times::p50).toList());
    }

    double p99(Front front, Half half) {
      return median(of(front).at(half).stream().map(SteadyLoad.Times::p99).toList());
    }

    long failed(Front front) {
      return of(front).saturations().stream().mapToLong(Saturation::failed).sum();
    }
  }

  public ContestReport(Instant when, String command, Machine machine, Figures figures) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.figures = figures;
  }

  /// NaN when there are none.
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private List<Aim> aims() {
    double share = figures.perSecond(Front.GATEWAY) / figures.perSecond(Front.NGINX);
    double cost = 1 - figures.perSecond(Front.CAPTURING) / figures.perSecond(Front.GATEWAY);
    long failed = figures.failed(Front.GATEWAY) + figures.failed(Front.CAPTURING);
    return List.of(
        new Aim(
            "requests a second, of nginx's",
            "at least 50 %",
            String.format(Locale.ROOT, "%.0f %%", 100 * share),
            share >= LEAST_SHARE),
        added("p99 added at half of its own rate", Half.OWN),
        added("p99 added at half of nginx's rate", Half.NGINX),
        new Aim(
            "requests a second that capturing costs",
            "below 10 %",
            String.format(Locale.ROOT, "%.1f %%", 100 * cost),
            cost < MOST_COST),
        new Aim("requests that failed", "0", Long.toString(failed), failed == 0));
  }

  private Aim added(String what, Half half) {
    double added = figures.p99(Front.GATEWAY, half) - figures.p99(Front.NOTHING, half);
    return new Aim(
        what,
        "below 2 ms",
        String.format(
            Locale.ROOT,
            "%.2f ms (by nginx %.2f ms)",
            added,
            figures.p99(Front.NGINX, half) - figures.p99(Front.NOTHING, half)),
        added < MOST_ADDED_MILLIS);
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
    Plan plan = figures.plan();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "# The gateway beside nginx\n\n- Date: %s\n- Command: `%s`\n- naosu: %s\n- Machine:"
                    + " %d cores, %d MB, %s, %s\n\n",
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
            "\nBefore one nginx that answers %d bytes stand one after the other: nothing, nginx, the"
                + " gateway (%s), and the gateway that captures as is usual. wrk asks over %d"
                + " connections for %d s; then a client asks at %.0f requests a second, half of what"
                + " the gateway passed on, and at %.0f, half of what nginx did, and times are counted from when a request was due. Medians of %d"
                + " rounds. Service, proxy and client share the machine.\n\n",
            plan.bodyBytes(),
            String.join(" ", plan.jvm()),
            plan.connections(),
            plan.length().toSeconds(),
            figures.rate(Half.OWN),
            figures.rate(Half.NGINX),
            plan.rounds()));
    text.append(
        "| before the service | requests a second | p50 at half of the gateway's | p99 | p50 at half of"
            + " nginx's | p99 | failed |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Front each : Front.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %d |\n",
              each.name().toLowerCase(Locale.ROOT),
              figures.perSecond(each),
              figures.p50(each, Half.OWN),
              figures.p99(each, Half.OWN),
              figures.p50(each, Half.NGINX),
              figures.p99(each, Half.NGINX),
              figures.failed(each)));
    }
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
    ObjectNode rates = root.putObject("rates");
    figures.rates().forEach((half, rate) -> rates.put(word(half), rate));
    ObjectNode fronts = root.putObject("fronts");
    for (Front each : Front.values()) {
      ObjectNode front = fronts.putObject(each.name().toLowerCase(Locale.ROOT));
      Found found = figures.of(each);
      front.put("perSecond", found.perSecond()).put("failed", figures.failed(each));
      ArrayNode rounds = front.putArray("perSecondOfRounds");
      found.saturations().forEach(round -> rounds.add(round.perSecond()));
      ObjectNode times = front.putObject("times");
      for (Half half : Half.values()) {
        ObjectNode at = times.putObject(word(half));
        at.put("p50Millis", figures.p50(each, half)).put("p99Millis", figures.p99(each, half));
        ArrayNode all = at.putArray("rounds");
        for (SteadyLoad.Times round : found.at(half)) {
          all.addObject()
              .put("requests", round.count())
              .put("reachedPerSecond", round.reached())
              .put("p50Millis", round.p50())
              .put("p99Millis", round.p99())
              .put("mostMillis", round.most());
        }
      }
    }
    return root.toPrettyString() + "\n";
  }

  private static String word(Half half) {
    return "halfOf" + (half == Half.OWN ? "Own" : "Nginx");
  }
}
