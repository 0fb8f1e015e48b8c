package dev.naosu.app.prevent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Share;
import dev.naosu.detect.forecast.Outlook;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.repair.upkeep.Appraiser.Finding;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Needs, dates and what was seen, as one JSON object: the same of a command and of a server.
public final class PreventionJson {
  private PreventionJson() {}

  /// What is told.
  ///
  /// @param cases those that are not over
  /// @param over those that are, the latest first
  /// @param findings of the last look
  /// @param looked when that was; empty before the first
  public record Told(
      List<Case> cases,
      List<Case> over,
      Schedule schedule,
      List<Finding> findings,
      List<Window> windows,
      Optional<Instant> looked) {}

  public static ObjectNode of(Told told) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schema", "naosu/prevent/1");
    put(root, "looked", told.looked());
    ArrayNode windows = root.putArray("windows");
    told.windows().forEach(each -> windows.add(each.toString()));
    Map<String, Case> byName = new HashMap<>();
    told.cases().forEach(each -> byName.put(each.need().name(), each));
    ArrayNode needs = root.putArray("needs");
    for (Schedule.Entry each : told.schedule().entries()) {
      Case known = byName.get(each.need().name());
      if (known != null) {
        needs.add(need(known, Optional.of(each)));
      }
    }
    ArrayNode over = root.putArray("over");
    told.over().forEach(each -> over.add(need(each, Optional.empty())));
    ArrayNode seen = root.putArray("seen");
    told.findings().forEach(each -> seen.add(seen(each)));
    root.set("onTime", share(told.over()));
    return root;
  }

  /// One need.
  public static ObjectNode need(Case known, Optional<Schedule.Entry> entry) {
    Need need = known.need();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", need.name());
    node.put("kind", need.subject().kind().word());
    node.put("subject", need.subject().name());
    node.put("title", need.title());
    node.put("urgency", need.urgency().word());
    node.put("impact", need.impact());
    node.put("minutes", minutes(need.duration()));
    node.put("downtimeMinutes", minutes(need.downtime()));
    put(node, "until", need.until());
    node.put("confidence", need.confidence());
    ArrayNode evidence = node.putArray("evidence");
    need.evidence().forEach(evidence::add);
    ArrayNode touches = node.putArray("touches");
    need.touches().forEach(touches::add);
    node.set("means", means(need.means()));
    node.put("state", known.state().word());
    put(node, "found", Optional.of(known.found()));
    put(node, "changed", Optional.of(known.changed()));
    put(node, "tried", known.tried());
    node.put("words", known.words());
    Optional<Window.Opening> slot = entry.flatMap(Schedule.Entry::slot);
    put(node, "begin", slot.map(Window.Opening::begin));
    put(node, "end", slot.map(Window.Opening::end));
    node.put("late", entry.map(Schedule.Entry::late).orElse(false));
    node.put("why", entry.map(Schedule.Entry::why).orElse(""));
    return node;
  }

  private static ObjectNode means(Means means) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (means) {
      case Means.Act act ->
          node.put("kind", "action")
              .put("action", act.action())
              .put("target", act.target().toString());
      case Means.Update update ->
          node.put("kind", "update")
              .put("library", update.library())
              .put("file", update.file())
              .put("from", update.from())
              .put("to", update.to());
      case Means.ByPerson _ -> node.put("kind", "person");
    }
    return node.put("words", means.words());
  }

  private static ObjectNode seen(Finding finding) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", finding.sighting().subject().word());
    node.put("kind", finding.sighting().subject().kind().word());
    node.put("subject", finding.sighting().subject().name());
    node.put("known", !(finding.sighting() instanceof Sighting.Unseen));
    node.put("needed", finding.need().isPresent());
    node.put("words", finding.words());
    finding.outlook().ifPresent(outlook -> node.set("outlook", outlook(outlook)));
    return node;
  }

  private static ObjectNode outlook(Outlook outlook) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (outlook) {
      case Outlook.Over over -> node.put("kind", "over").put("value", over.value());
      case Outlook.Reached reached -> {
        node.put("kind", "reached");
        put(node, "earliest", Optional.of(reached.earliest()));
        put(node, "likely", Optional.of(reached.likely()));
        put(node, "latest", reached.latest());
        node.put("confidence", reached.confidence()).put("perDay", reached.perDay());
      }
      case Outlook.NotWithin not ->
          node.put("kind", "not within")
              .put("hours", not.within().toHours())
              .put("confidence", not.confidence())
              .put("perDay", not.perDay());
      case Outlook.Unclear unclear -> node.put("kind", "unclear").put("why", unclear.why());
    }
    return node;
  }

  private static ObjectNode share(Collection<Case> over) {
    Share share = Share.of(over);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    share.value().ifPresentOrElse(value -> node.put("share", value), () -> node.putNull("share"));
    return node.put("onTime", share.onTime())
        .put("late", share.late())
        .put("missed", share.missed())
        .put("gone", share.gone());
  }

  private static void put(ObjectNode node, String key, Optional<Instant> at) {
    at.ifPresentOrElse(
        instant -> node.put(key, instant.truncatedTo(ChronoUnit.SECONDS).toString()),
        () -> node.putNull(key));
  }

  private static long minutes(Duration time) {
    return (time.toSeconds() + 59) / 60;
  }
}
