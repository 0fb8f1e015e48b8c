package dev.naosu.bench.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A report for programs. It is also what a run is resumed from and what other reports are written
/// from again, so it holds everything.
public final class JsonReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonReport() {}

  public static String of(Report report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("manifest", report.manifest());
    root.put("when", report.when().toString());
    root.put("command", report.command());
    Machine machine = report.machine();
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("memoryMegabytes", machine.memoryMegabytes())
        .put("jdk", machine.jdk())
        .put("system", machine.system())
        .put("naosu", machine.naosu());
    Settings settings = report.settings();
    root.putObject("settings")
        .put("manifest", settings.manifest())
        .put("program", settings.program())
        .put("budgetMillis", settings.budget().toMillis())
        .put("workers", settings.workers())
        .put("shown", settings.shown())
        .put("parallel", settings.parallel())
        .put("heapMegabytes", settings.heapMegabytes())
        .put("allowanceMillis", settings.allowance().toMillis());
    root.put("of", report.of());
    totals(Totals.of(report.trials()), root.putObject("totals"));
    calibration(Calibration.of(report.trials()), root.putObject("calibration"));
    speed(Speed.Medians.of(report.trials()), root.putObject("speed"));
    ArrayNode bugs = root.putArray("bugs");
    report.trials().forEach(trial -> TrialJson.write(trial, bugs.addObject()));
    return root.toPrettyString() + "\n";
  }

  private static void totals(Totals totals, ObjectNode node) {
    node.put("bugs", totals.bugs())
        .put("ran", totals.ran())
        .put("ended", totals.ended())
        .put("plausible", totals.plausible())
        .put("correctFirst", totals.correctFirst())
        .put("correctAny", totals.correctAny())
        .put("undecidedFirst", totals.undecidedFirst())
        .put("medianDecidedPerSecond", totals.medianDecidedPerSecond());
    totals.median().ifPresent(time -> node.put("medianMillis", time.toMillis()));
    totals.medianFirst().ifPresent(time -> node.put("medianFirstPlausibleMillis", time.toMillis()));
  }

  private static void calibration(Calibration calibration, ObjectNode node) {
    node.put("repairs", calibration.repairs())
        .put("ece", calibration.ece())
        .put("eceByChance", calibration.eceByChance())
        .put("brier", calibration.brier())
        .put("sure", calibration.sure())
        .put("sureCorrect", calibration.sureCorrect());
    ArrayNode bins = node.putArray("bins");
    calibration
        .bins()
        .forEach(
            bin ->
                bins.addObject()
                    .put("from", bin.from())
                    .put("repairs", bin.repairs())
                    .put("correct", bin.correct())
                    .put("meanConfidence", bin.meanConfidence()));
  }

  private static void speed(Speed.Medians speed, ObjectNode node) {
    node.put("bugs", speed.bugs());
    speed.perSecondPerCore().ifPresent(rate -> node.put("decidedPerSecondPerCore", rate));
    speed.rejectRate().ifPresent(rate -> node.put("rejectRate", rate));
    ObjectNode shares = node.putObject("shares");
    speed.shares().forEach((what, share) -> shares.put(what.name(), share));
    speed.heapMegabytes().ifPresent(memory -> node.put("engineHeapMegabytes", memory));
    speed.residentMegabytes().ifPresent(memory -> node.put("engineResidentMegabytes", memory));
  }

  /// @throws IOException with a text for people when it cannot be read or is no such report
  public static Report read(Path file) throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (!root.path("bugs").isArray() || !root.path("settings").isObject()) {
      throw new IOException(file + " is no report of this bench: it lacks bugs or settings");
    }
    try {
      return report(root);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + " is no report of this bench: " + e.getMessage(), e);
    }
  }

  private static Report report(JsonNode root) {
    JsonNode machine = root.path("machine");
    JsonNode settings = root.path("settings");
    List<Trial> trials = new ArrayList<>();
    root.path("bugs").forEach(bug -> trials.add(TrialJson.read(bug)));
    return new Report(
        root.path("manifest").asText(),
        new Machine(
            machine.path("cores").asInt(),
            machine.path("memoryMegabytes").asLong(),
            machine.path("jdk").asText(),
            machine.path("system").asText(),
            machine.path("naosu").asText()),
        root.path("command").asText(),
        Instant.parse(root.path("when").asText()),
        new Settings(
            settings.path("manifest").asText(),
            settings.path("program").asText(),
            Duration.ofMillis(settings.path("budgetMillis").asLong()),
            settings.path("workers").asInt(),
            settings.path("shown").asInt(),
            settings.path("parallel").asInt(),
            settings.path("heapMegabytes").asInt(),
            Duration.ofMillis(settings.path("allowanceMillis").asLong())),
        root.path("of").asInt(trials.size()),
        trials);
  }
}
