package dev.naosu.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.Trial.JudgedRepair;
import dev.naosu.bench.Trial.Result;
import dev.naosu.prove.Funnel;

/// A report for programs.
final class JsonReport {
  private JsonReport() {}

  static String of(Report report) {
    ObjectNode root = new ObjectMapper().createObjectNode();
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
    Totals totals = Totals.of(report.trials());
    ObjectNode sums =
        root.putObject("totals")
            .put("bugs", totals.bugs())
            .put("ran", totals.ran())
            .put("plausible", totals.plausible())
            .put("correctFirst", totals.correctFirst())
            .put("correctAny", totals.correctAny())
            .put("undecidedFirst", totals.undecidedFirst())
            .put("medianDecidedPerSecond", totals.medianDecidedPerSecond());
    totals.median().ifPresent(time -> sums.put("medianMillis", time.toMillis()));
    totals.medianFirst().ifPresent(time -> sums.put("medianFirstPlausibleMillis", time.toMillis()));
    ArrayNode bugs = root.putArray("bugs");
    report.trials().forEach(trial -> add(bugs.addObject(), trial));
    return root.toPrettyString() + "\n";
  }

  private static void add(ObjectNode node, Trial trial) {
    node.put("id", trial.id()).put("millis", trial.took().toMillis());
    switch (trial.result()) {
      case Result.CouldNotRun not -> node.put("couldNotRun", not.why());
      case Result.Ran ran -> {
        node.put("plausible", trial.isPlausible())
            .put("first", trial.first().name())
            .put("best", trial.best().name())
            .put("why", ran.why())
            .put("tests", ran.measures().tests())
            .put("failing", ran.measures().failing())
            .put("searchMillis", ran.measures().searched().toMillis())
            .put("decidedPerSecond", ran.measures().decidedPerSecond());
        ran.measures()
            .firstPlausible()
            .ifPresent(time -> node.put("firstPlausibleMillis", time.toMillis()));
        Funnel funnel = ran.measures().funnel();
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
        ArrayNode repairs = node.putArray("repairs");
        ran.repairs().forEach(repair -> add(repairs.addObject(), repair));
      }
    }
  }

  private static void add(ObjectNode node, JudgedRepair repair) {
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
  }
}
