package dev.naosu.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.Evidence;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Judgement;
import dev.naosu.ship.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A rollout as programs read it.
final class RolloutJson {
  private RolloutJson() {}

  /// @param windows of its present round
  static ObjectNode of(Rollout rollout, List<Window> windows) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("attempt", rollout.key().attempt());
    node.put("candidate", rollout.candidate().name());
    node.put("stable", rollout.stable().map(Version::name).orElse(null));
    node.put("phase", rollout.phase().name());
    node.put("isOver", rollout.phase().isOver());
    node.put("stage", rollout.stage());
    node.put("began", rollout.began().toString());
    node.put("ended", rollout.ended().map(Instant::toString).orElse(null));
    node.put("actor", rollout.actor());
    node.put("reason", rollout.reason());
    rollout
        .judgement()
        .ifPresentOrElse(
            judgement -> node.set("judgement", judgement(judgement)),
            () -> node.putNull("judgement"));
    for (Window window : windows) {
      ObjectNode span = node.withArrayProperty("windows").addObject();
      span.put("stage", window.stage());
      span.put("from", window.traffic().from().toString());
      span.put("to", window.traffic().to().toString());
      span.set("candidate", answers(window.traffic().of(rollout.candidate())));
      span.set("stable", answers(rollout.stable().map(window.traffic()::of).orElse(Answers.NONE)));
    }
    if (windows.isEmpty()) {
      node.putArray("windows");
    }
    return node;
  }

  private static ObjectNode judgement(Judgement judgement) {
    Evidence evidence = judgement.evidence();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("ruling", judgement.ruling().name());
    node.put("sentence", judgement.sentence());
    node.put("share", evidence.share());
    node.put("secondsInStage", evidence.inStage().toMillis() / 1000.0);
    node.set("candidate", answers(evidence.fresh()));
    node.set("stable", answers(evidence.old()));
    node.put("errors", evidence.errors());
    node.put("errorsNeeded", evidence.errorsNeeded());
    node.put("slowness", evidence.slowness());
    node.put("slownessNeeded", evidence.slownessNeeded());
    evidence.newFailures().forEach(node.putArray("newFailures")::add);
    node.put("power", evidence.power().sentence());
    return node;
  }

  private static ObjectNode answers(Answers answers) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("requests", answers.requests());
    node.put("errors", answers.errors());
    quantile(node, "p50Millis", answers.latencies(), 0.5);
    quantile(node, "p99Millis", answers.latencies(), 0.99);
    return node;
  }

  private static void quantile(ObjectNode node, String name, Latencies latencies, double which) {
    if (latencies.count() == 0) {
      node.putNull(name);
    } else {
      Duration time = Latencies.end(latencies.quantile(which));
      node.put(name, Math.round(time.toNanos() / 1e4) / 100.0);
    }
  }
}
