package dev.naosu.app.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.cycle.chaos.Experimenter.Rehearsal;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Trial;
import dev.naosu.prove.experiment.Trial.Done;
import dev.naosu.prove.experiment.Trial.Look;
import java.time.Duration;
import java.util.Optional;

/// What came of experiments, as JSON.
public final class TrialJson {
  /// Of this format; fields may be added to it.
  public static final String SCHEMA = "naosu/chaos/1";

  private TrialJson() {}

  /// @param id that it is found again by
  public static ObjectNode of(Trial trial, String id, String version) {
    ObjectNode root = begun(trial.experiment(), version).put("id", id);
    root.put("began", trial.began().toString());
    root.put("ended", trial.ended().toString());
    root.put("verdict", trial.verdict().name());
    root.put("words", trial.words());
    ArrayNode faults = root.putArray("faults");
    for (Done each : trial.faults()) {
      ObjectNode node = faults.addObject();
      node.put("fault", each.fault().kind().word());
      node.put("target", each.fault().target().toString());
      node.put("words", each.words());
      node.put("began", each.began().toString());
      node.put("over", each.over().toString());
      node.put("ended", each.ended());
      put(node, "noticedMillis", each.noticed());
      put(node, "recoveredMillis", each.recovered());
    }
    ArrayNode looks = root.putArray("looks");
    trial.looks().forEach(each -> looks.add(look(each)));
    return root;
  }

  public static ObjectNode of(Experiment experiment, Rehearsal rehearsal, String version) {
    ObjectNode root = begun(experiment, version).put("dryRun", true);
    ArrayNode steps = root.putArray("steps");
    rehearsal.steps().forEach(steps::add);
    ArrayNode obstacles = root.putArray("obstacles");
    rehearsal.obstacles().forEach(obstacles::add);
    root.set("steady", look(rehearsal.steady()));
    return root;
  }

  private static ObjectNode begun(Experiment experiment, String version) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("schema", SCHEMA)
        .put("version", version)
        .put("experiment", experiment.name())
        .put("title", experiment.title())
        .put("service", experiment.service());
  }

  private static ObjectNode look(Look look) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("moment", look.moment().name());
    node.put("at", look.at().toString());
    node.put("holds", look.holds().name());
    node.put("steady", look.steady().name());
    ArrayNode broken = node.putArray("broken");
    look.broken().forEach(broken::add);
    ObjectNode vitals = node.putObject("vitals");
    for (Vitals each : look.vitals()) {
      ObjectNode values = vitals.putObject(each.target().component());
      each.values().forEach(values::put);
    }
    return node;
  }

  private static void put(ObjectNode node, String name, Optional<Duration> time) {
    time.ifPresentOrElse(each -> node.put(name, each.toMillis()), () -> node.putNull(name));
  }
}
