package dev.naosu.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.diagnose.cause.Impact;
import java.util.List;

/// Why an incident came about as JSON. Texts of services and of commits are data here.
final class CauseJson {
  private CauseJson() {}

  static ObjectNode of(CauseReport report) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("at", report.at().toString());
    node.put("abstains", report.abstains());
    node.put("summary", report.summary());
    ArrayNode causes = node.putArray("causes");
    report.causes().forEach(each -> causes.add(cause(each)));
    node.set("impact", impact(report.impact()));
    node.putObject("direction")
        .put("way", report.direction().way().name())
        .put("text", report.direction().text());
    ArrayNode changes = node.putArray("changes");
    report
        .changes()
        .forEach(
            each -> changes.addObject().put("at", each.at().toString()).put("text", each.text()));
    report.ruledOut().forEach(node.putArray("ruledOut")::add);
    report.lacking().forEach(node.putArray("lacking")::add);
    node.put("complexity", report.complexity());
    report
        .explanation()
        .ifPresentOrElse(
            told -> node.set("explanation", explanation(told)), () -> node.putNull("explanation"));
    return node;
  }

  private static ObjectNode explanation(Explanation told) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("model", told.model()).put("subject", told.subject());
    ArrayNode claims = node.putArray("claims");
    for (Explanation.Claim each : told.claims()) {
      ObjectNode claim = claims.addObject().put("text", each.text());
      each.evidence().forEach(claim.putArray("evidence")::add);
    }
    return node.put("dropped", told.dropped());
  }

  private static ObjectNode cause(Cause cause) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", cause.kind().name());
    node.put("service", cause.service());
    node.put("subject", cause.subject());
    node.put("confidence", cause.confidence());
    evidence(node.putArray("for"), cause.evidence());
    evidence(node.putArray("against"), cause.against());
    return node;
  }

  private static void evidence(ArrayNode array, List<Evidence> evidence) {
    evidence.forEach(
        each ->
            array
                .addObject()
                .put("text", each.text())
                .put("source", each.source())
                .put("weight", each.weight()));
  }

  private static ObjectNode impact(Impact impact) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    impact.services().forEach(node.putArray("services")::add);
    impact.operations().forEach(node.putArray("operations")::add);
    impact.share().ifPresentOrElse(share -> node.put("share", share), () -> node.putNull("share"));
    node.put("since", impact.since().toString());
    node.put("firstVersion", impact.firstVersion());
    return node;
  }
}
