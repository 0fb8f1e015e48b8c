package dev.naosu.bench.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A trial as JSON, and back. Labels stay out: they have a file of their own.
public final class TrialJson {
  private TrialJson() {}

  public static void write(Trial trial, ObjectNode node) {
    node.put("id", trial.id()).put("group", trial.group()).put("millis", trial.took().toMillis());
    trial
        .memory()
        .ifPresent(
            memory -> {
              node.put("engineHeapMegabytes", memory.heapMegabytes());
              memory
                  .residentMegabytes()
                  .ifPresent(resident -> node.put("engineResidentMegabytes", resident));
            });
    switch (trial.result()) {
      case Result.CouldNotRun not -> node.put("couldNotRun", not.why());
      case Result.Ended ended -> node.put("ended", ended.why());
      case Result.Ran ran -> write(trial, ran, node);
    }
  }

  private static void write(Trial trial, Result.Ran ran, ObjectNode node) {
    Measures measures = ran.measures();
    node.put("plausible", trial.isPlausible())
        .put("first", trial.first().name())
        .put("best", trial.best().name())
        .put("why", ran.why())
        .put("tests", measures.tests())
        .put("failing", measures.failing())
        .put("searchMillis", measures.searched().toMillis())
        .put("decidedPerSecond", measures.decidedPerSecond());
    measures.firstPlausible().ifPresent(time -> node.put("firstPlausibleMillis", time.toMillis()));
    Effort effort = measures.effort();
    node.putObject("effort")
        .put("generatingMillis", effort.generating().toMillis())
        .put("compilingMillis", effort.compiling().toMillis())
        .put("pruningMillis", effort.pruning().toMillis())
        .put("runningMillis", effort.running().toMillis())
        .put("threads", effort.threads());
    Funnel funnel = measures.funnel();
    node.putObject("funnel")
        .put("generated", funnel.generated())
        .put("duplicate", funnel.duplicate())
        .put("illTyped", funnel.illTyped())
        .put("pruned", funnel.pruned())
        .put("killedByFailing", funnel.killedByFailing())
        .put("killedByCovering", funnel.killedByCovering())
        .put("killedBySuite", funnel.killedBySuite())
        .put("plausible", funnel.plausible())
        .put("undecided", funnel.undecided())
        .put("classes", funnel.classes())
        .put("upheld", funnel.upheld())
        .put("shown", funnel.shown())
        .put("decided", funnel.decided());
    node.put("reference", ran.reference());
    ArrayNode repairs = node.putArray("repairs");
    ran.repairs().forEach(repair -> write(repair, repairs.addObject()));
  }

  private static void write(JudgedRepair repair, ObjectNode node) {
    node.put("operator", repair.operator())
        .put("description", repair.description())
        .put("confidence", repair.confidence())
        .put("verdict", repair.judgement().verdict().name())
        .put("how", repair.judgement().how())
        .put("inContract", repair.judgement().inContract())
        .put("outOfContract", repair.judgement().outOfContract())
        .put("diff", repair.diff());
    ArrayNode examples = node.putArray("counterexamples");
    repair.judgement().counterexamples().forEach(examples::add);
    ObjectNode features = node.putObject("features");
    repair.features().forEach(features::put);
  }

  /// @throws IllegalArgumentException when it is no trial
  public static Trial read(JsonNode node) {
    String id = node.path("id").asText();
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a bug without its id");
    }
    Optional<Memory> memory =
        node.has("engineHeapMegabytes")
            ? Optional.of(
                new Memory(
                    node.path("engineHeapMegabytes").asLong(),
                    node.has("engineResidentMegabytes")
                        ? Optional.of(node.path("engineResidentMegabytes").asLong())
                        : Optional.empty()))
            : Optional.empty();
    Result result =
        node.has("couldNotRun")
            ? new Result.CouldNotRun(node.path("couldNotRun").asText())
            : node.has("ended") ? new Result.Ended(node.path("ended").asText()) : ran(node);
    return new Trial(id, node.path("group").asText(id), result, millis(node, "millis"), memory);
  }

  private static Result.Ran ran(JsonNode node) {
    List<JudgedRepair> repairs = new ArrayList<>();
    node.path("repairs").forEach(repair -> repairs.add(repair(repair)));
    JsonNode effort = node.path("effort");
    JsonNode funnel = node.path("funnel");
    return new Result.Ran(
        repairs,
        node.path("why").asText(),
        new Measures(
            node.path("tests").asInt(),
            node.path("failing").asInt(),
            new Funnel(
                funnel.path("generated").asInt(),
                funnel.path("duplicate").asInt(),
                funnel.path("illTyped").asInt(),
                funnel.path("pruned").asInt(),
                funnel.path("killedByFailing").asInt(),
                funnel.path("killedByCovering").asInt(),
                funnel.path("killedBySuite").asInt(),
                funnel.path("plausible").asInt(),
                funnel.path("undecided").asInt(),
                funnel.path("classes").asInt(),
                funnel.path("upheld").asInt(),
                funnel.path("shown").asInt()),
            new Effort(
                millis(effort, "generatingMillis"),
                millis(effort, "compilingMillis"),
                millis(effort, "pruningMillis"),
                millis(effort, "runningMillis"),
                effort.path("threads").asInt()),
            node.has("firstPlausibleMillis")
                ? Optional.of(millis(node, "firstPlausibleMillis"))
                : Optional.empty(),
            millis(node, "searchMillis")),
        node.path("reference").asText());
  }

  private static JudgedRepair repair(JsonNode node) {
    List<String> examples = new ArrayList<>();
    node.path("counterexamples").forEach(each -> examples.add(each.asText()));
    Map<String, Double> features = new TreeMap<>();
    node.path("features")
        .properties()
        .forEach(feature -> features.put(feature.getKey(), feature.getValue().asDouble()));
    return new JudgedRepair(
        node.path("operator").asText(),
        node.path("description").asText(),
        node.path("diff").asText(),
        node.path("confidence").asDouble(),
        features,
        new Judgement(
            Verdict.valueOf(node.path("verdict").asText()),
            node.path("how").asText(),
            node.path("inContract").asInt(),
            node.path("outOfContract").asInt(),
            examples),
        Optional.empty());
  }

  private static Duration millis(JsonNode node, String field) {
    return Duration.ofMillis(node.path(field).asLong());
  }
}
