package dev.naosu.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Figures for people, as Markdown, and for programs, as JSON.
public final class LoadReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double ENOUGH = 0.99;
  private static final long MOST_MEGABYTES = 1024;
  private static final double MOST_MILLIS = 2_000;

  private final Instant when;
  private final String command;
  private final Machine machine;
  private final LoadRun.Figures figures;

  public LoadReport(Instant when, String command, Machine machine, LoadRun.Figures figures) {
    this.when = when;
    this.command = command;
    this.machine = machine;
    this.figures = figures;
  }

  private List<Aim> aims() {
    long heap = figures.collections().peakMegabytes();
    double p99 = figures.visibleMillis().p99();
    return List.of(
        rate(Post.Kind.LOGS, "log records a second"),
        rate(Post.Kind.SPANS, "spans a second"),
        new Aim(
            "lost of what was accepted",
            "0",
            Long.toString(figures.lost()),
            figures.lost() == 0 && figures.sent().undelivered() == 0),
        new Aim(
            "heap after a collection, peak",
            "below " + MOST_MEGABYTES + " MB",
            heap + " MB",
            heap < MOST_MEGABYTES),
        new Aim(
            "first signal until the incident is in the list, p99 of "
                + figures.visibleMillis().count(),
            String.format(Locale.ROOT, "below %.0f ms", MOST_MILLIS),
            String.format(Locale.ROOT, "%.0f ms", p99),
            p99 < MOST_MILLIS));
  }

  private Aim rate(Post.Kind kind, String what) {
    int wanted = figures.plan().traffic().perSecond(kind);
    double found = figures.perSecond(kind);
    return new Aim(
        what,
        Integer.toString(wanted),
        String.format(Locale.ROOT, "%.0f", found),
        found >= ENOUGH * wanted);
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
    LoadRun.Plan plan = figures.plan();
    Traffic traffic = plan.traffic();
    Ledger ledger = figures.ledger();
    Quantiles answers = Quantiles.of(figures.sent().millis());
    Quantiles late = Quantiles.of(figures.sent().lateMillis());
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "# Intake under load\n\n- Date: %s\n- Command: `%s`\n- naosu: %s\n- Machine: %d"
                    + " cores, %d MB, %s, %s; load average %.1f when measuring began\n\n",
                when,
                command,
                machine.naosu(),
                machine.cores(),
                machine.memoryMegabytes(),
                machine.jdk(),
                machine.system(),
                figures.loadAverage()));
    text.append(table());
    text.append(
        String.format(
            Locale.ROOT,
            "\n`naosu serve` (%s) with the PostgreSQL of its own, and the sender in another JVM, for"
                + " %d s after %d s of the same to warm up: OTLP over HTTP, protobuf, gzip, %d"
                + " records a request, %d connections, one token, the allowance that is usual. A"
                + " batch is sent when it is due, however long the ones before it take.\n\n",
            String.join(" ", plan.options()),
            traffic.length().toSeconds(),
            plan.warmUp().toSeconds(),
            traffic.batch(),
            plan.connections()));
    text.append("| | log records | spans |\n| --- | ---: | ---: |\n");
    row(text, "to be sent", figures.wanted());
    row(text, "accepted", figures.sent().accepted());
    row(text, "counted by the server (0: it does not count them)", figures.counted());
    text.append(
        String.format(
            Locale.ROOT,
            "\n- Requests: %d accepted, %.1f MB packed; %s; %d got no answer and were sent again;"
                + " %d records rejected, %d never delivered.\n",
            answers.count(),
            figures.sent().bytes() / 1e6,
            refusals(),
            figures.sent().broken(),
            figures.sent().rejected(),
            figures.sent().undelivered()));
    text.append(
        String.format(
            Locale.ROOT,
            "- An answer takes %.1f ms (p50), %.1f ms (p99), at most %.0f ms. Batches were sent %.1f"
                + " ms (p50), %.1f ms (p99) after they were due.\n",
            answers.median(),
            answers.p99(),
            answers.most(),
            late.median(),
            late.p99()));
    text.append(
        String.format(
            Locale.ROOT,
            "- Faults: %d, told %d times; %d incidents of them with %d signals; %d faults without an"
                + " incident; %d incidents that no fault explains.\n",
            ledger.faults(),
            ledger.tellings(),
            ledger.incidents(),
            ledger.signals(),
            ledger.unseen(),
            ledger.others()));
    text.append(
        String.format(
            Locale.ROOT,
            "- Until an incident is in `GET /api/v1/incidents`, asked for every 20 ms: %.0f ms (p50),"
                + " %.0f ms (p99), at most %.0f ms.\n",
            figures.visibleMillis().median(),
            figures.visibleMillis().p99(),
            figures.visibleMillis().most()));
    text.append(
        String.format(
            Locale.ROOT,
            "- CPU: server %.1f s, its database %s, sender %.1f s; %.3f s of server and database for"
                + " 1,000 records.\n",
            seconds(figures.effort().server()),
            figures
                .effort()
                .database()
                .map(each -> String.format(Locale.ROOT, "%.1f s", seconds(each)))
                .orElse("unknown"),
            seconds(figures.effort().sender()),
            perThousand()));
    text.append(
        String.format(
            Locale.ROOT,
            "- Memory of the server, from its start: %d MB of heap at most after a collection, %s"
                + " resident; %d collections, %.1f s in all, the longest %.0f ms.\n",
            figures.collections().peakMegabytes(),
            figures.residentMegabytes().map(each -> each + " MB").orElse("unknown"),
            figures.collections().collections(),
            figures.collections().pauseMillis() / 1e3,
            figures.collections().longestMillis()));
    return text.toString();
  }

  private static void row(StringBuilder text, String what, Map<Post.Kind, Long> figures) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %d |\n",
            what,
            figures.getOrDefault(Post.Kind.LOGS, 0L),
            figures.getOrDefault(Post.Kind.SPANS, 0L)));
  }

  private String refusals() {
    if (figures.sent().refused().isEmpty()) {
      return "none refused";
    }
    StringBuilder text = new StringBuilder("refused and sent again:");
    new TreeMap<>(figures.sent().refused())
        .forEach((status, count) -> text.append(" %d times %d".formatted(count, status)));
    return text.toString();
  }

  private double perThousand() {
    return seconds(figures.effort().naosu()) / Math.max(1, figures.accepted()) * 1_000;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("when", when.toString()).put("command", command);
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("memoryMegabytes", machine.memoryMegabytes())
        .put("jdk", machine.jdk())
        .put("system", machine.system())
        .put("naosu", machine.naosu())
        .put("loadAverage", figures.loadAverage());
    root.put("good", isGood());
    for (Post.Kind kind : Post.Kind.values()) {
      root.putObject(kind.name().toLowerCase(Locale.ROOT))
          .put("wanted", figures.wanted().getOrDefault(kind, 0L))
          .put("accepted", figures.sent().accepted().getOrDefault(kind, 0L))
          .put("counted", figures.counted().getOrDefault(kind, 0L))
          .put("perSecond", figures.perSecond(kind));
    }
    root.put("lost", figures.lost())
        .put("rejected", figures.sent().rejected())
        .put("undelivered", figures.sent().undelivered())
        .put("broken", figures.sent().broken())
        .put("packedBytes", figures.sent().bytes());
    ObjectNode refused = root.putObject("refused");
    figures.sent().refused().forEach((status, count) -> refused.put(status + "", count));
    root.putObject("faults")
        .put("number", figures.ledger().faults())
        .put("told", figures.ledger().tellings())
        .put("incidents", figures.ledger().incidents())
        .put("signals", figures.ledger().signals())
        .put("unseen", figures.ledger().unseen())
        .put("otherIncidents", figures.ledger().others());
    put(root, "answerMillis", Quantiles.of(figures.sent().millis()));
    put(root, "lateMillis", Quantiles.of(figures.sent().lateMillis()));
    put(root, "visibleMillis", figures.visibleMillis());
    ObjectNode cpu =
        root.putObject("cpuSeconds")
            .put("server", seconds(figures.effort().server()))
            .put("sender", seconds(figures.effort().sender()))
            .put("perThousandRecords", perThousand());
    figures.effort().database().ifPresent(each -> cpu.put("database", seconds(each)));
    ObjectNode memory =
        root.putObject("memory")
            .put("heapMegabytes", figures.collections().peakMegabytes())
            .put("collections", figures.collections().collections())
            .put("pauseMillis", figures.collections().pauseMillis())
            .put("longestPauseMillis", figures.collections().longestMillis());
    figures.residentMegabytes().ifPresent(each -> memory.put("residentMegabytes", each));
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode root, String name, Quantiles values) {
    root.putObject(name)
        .put("number", values.count())
        .put("p50", values.median())
        .put("p99", values.p99())
        .put("most", values.most());
  }
}
