package dev.naosu.bench.detect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Figures for people, as Markdown, and for programs, as JSON.
public final class DetectReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// Drain on the same data with the corrected templates, averages over the 14 systems.
  private static final double DRAIN_GA = 0.85;

  private static final double DRAIN_FGA = 0.74;
  private static final double DRAIN_PA = 0.32;
  private static final String DRAIN_SOURCE =
      "logpai/loghub-2.0, `RQs_experiments/RQ2/effectiveness_results.csv`, rows *Average*, before the slash";

  private final Instant when;
  private final String command;
  private final Machine machine;

  public DetectReport(Instant when, String command, Machine machine) {
    this.when = when;
    this.command = command;
    this.machine = machine;
  }

  private static double mean(List<Loghub.Row> rows, ToDoubleFunction<Loghub.Row> figure) {
    return rows.stream().mapToDouble(figure).average().orElse(0);
  }

  /// The table alone, also for a terminal.
  public static String table(List<Loghub.Row> rows) {
    StringBuilder text =
        new StringBuilder("| System | GA | FGA | PA | Templates found | Real | Messages/s |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Loghub.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.3f | %.3f | %.3f | %d | %d | %.0f |\n",
              row.system(),
              row.ga(),
              row.fga(),
              row.pa(),
              row.found(),
              row.real(),
              row.messages() / Math.max(1e-3, row.took().toNanos() / 1e9)));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "| **mean** | %.3f | %.3f | %.3f | | | |\n",
            mean(rows, Loghub.Row::ga),
            mean(rows, Loghub.Row::fga),
            mean(rows, Loghub.Row::pa)));
    text.append(
        String.format(
            Locale.ROOT,
            "| Drain, as published | %.3f | %.3f | %.3f | | | |\n",
            DRAIN_GA,
            DRAIN_FGA,
            DRAIN_PA));
    return text.toString();
  }

  public String markdown(List<Loghub.Row> rows) {
    return heading("Log templates on Loghub-2k")
        + table(rows)
        + "\nGA, grouping accuracy: messages whose group has exactly the messages it should have."
        + " FGA: the same for templates, as F1. PA, parsing accuracy: messages whose template is"
        + " the true one, letter by letter. Truth: the corrected templates"
        + " (`*_structured_corrected.csv`). All messages are learnt first, then each is asked for"
        + " its template, as the published figures do.\n\nDrain's figures: "
        + DRAIN_SOURCE
        + ". Its settings were chosen for each system; naosu has the same ones for all.\n";
  }

  public String json(List<Loghub.Row> rows) {
    ObjectNode root = root();
    root.putObject("mean")
        .put("ga", mean(rows, Loghub.Row::ga))
        .put("fga", mean(rows, Loghub.Row::fga))
        .put("pa", mean(rows, Loghub.Row::pa));
    root.putObject("drain")
        .put("ga", DRAIN_GA)
        .put("fga", DRAIN_FGA)
        .put("pa", DRAIN_PA)
        .put("source", DRAIN_SOURCE);
    ArrayNode systems = root.putArray("systems");
    rows.forEach(
        row ->
            systems
                .addObject()
                .put("system", row.system())
                .put("ga", row.ga())
                .put("fga", row.fga())
                .put("pa", row.pa())
                .put("found", row.found())
                .put("real", row.real())
                .put("messages", row.messages())
                .put("millis", row.took().toMillis()));
    return root.toPrettyString() + "\n";
  }

  /// The table alone, also for a terminal.
  public static String table(NabRun.Result result) {
    StringBuilder text =
        new StringBuilder(
            "| Detector | Grades | standard | low FP | low FN | held out: standard | low FP | low FN |\n");
    text.append("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (NabRun.Row row : result.rows()) {
      text.append(String.format(Locale.ROOT, "| %s | %s |", row.detector(), stage(row)));
      for (Profile profile : Profile.values()) {
        text.append(String.format(Locale.ROOT, " %.1f |", score(row, profile).best()));
      }
      for (Profile profile : Profile.values()) {
        NabRun.Score score = score(row, profile);
        text.append(
            String.format(Locale.ROOT, " %.1f ± %.1f |", score.heldOut(), score.deviation()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String stage(NabRun.Row row) {
    if (!row.stage().isEmpty()) {
      return row.stage();
    }
    return score(row, Profile.STANDARD)
        .listed()
        .map(
            listed ->
                String.format(Locale.ROOT, "of NAB's repository, listed there as %.1f", listed))
        .orElse("of NAB's repository");
  }

  private static NabRun.Score score(NabRun.Row row, Profile profile) {
    NabRun.Score score = row.scores().get(profile);
    if (score == null) {
      throw new IllegalStateException(row.detector() + " was not scored for " + profile);
    }
    return score;
  }

  public String markdown(NabRun.Result result, int splits) {
    StringBuilder text = new StringBuilder(heading("Metric anomalies on NAB"));
    text.append(
        String.format(
            Locale.ROOT,
            "%d series, %d values, %d anomalies.\n\n",
            result.series(),
            result.values(),
            result.windows()));
    text.append(table(result));
    text.append(
        String.format(
            Locale.ROOT,
            "\nThe first three columns have the threshold that suits all series best, as NAB's own"
                + " list does. *Held out*: in %d random halvings of the series, each half is scored"
                + " with the threshold that suits the other best; mean and standard deviation over"
                + " the halves. Detectors with one value after the other, in one thread; values per"
                + " second: %s.\n",
            splits,
            speeds(result.perSecond())));
    return text.toString();
  }

  private static String speeds(Map<String, Double> perSecond) {
    return String.join(
        ", ",
        perSecond.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> String.format(Locale.ROOT, "%s %.0f", each.getKey(), each.getValue()))
            .toList());
  }

  public String json(NabRun.Result result) {
    ObjectNode root = root();
    root.put("series", result.series())
        .put("values", result.values())
        .put("windows", result.windows());
    ObjectNode speeds = root.putObject("valuesPerSecond");
    result.perSecond().forEach(speeds::put);
    ArrayNode rows = root.putArray("rows");
    for (NabRun.Row row : result.rows()) {
      ObjectNode node = rows.addObject().put("detector", row.detector()).put("stage", row.stage());
      for (Profile profile : Profile.values()) {
        NabRun.Score score = score(row, profile);
        ObjectNode figures =
            node.putObject(profile.title())
                .put("score", score.best())
                .put("threshold", score.threshold())
                .put("heldOut", score.heldOut())
                .put("heldOutDeviation", score.deviation());
        score.listed().ifPresent(listed -> figures.put("listed", listed));
      }
    }
    return root.toPrettyString() + "\n";
  }

  private String heading(String title) {
    return String.format(
        Locale.ROOT,
        "# %s\n\n- Date: %s\n- Command: `%s`\n- naosu: %s\n- Machine: %d cores, %d MB, %s, %s\n\n",
        title,
        when,
        command,
        machine.naosu(),
        machine.cores(),
        machine.memoryMegabytes(),
        machine.jdk(),
        machine.system());
  }

  private ObjectNode root() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("when", when.toString()).put("command", command);
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("memoryMegabytes", machine.memoryMegabytes())
        .put("jdk", machine.jdk())
        .put("system", machine.system())
        .put("naosu", machine.naosu());
    return root;
  }
}
