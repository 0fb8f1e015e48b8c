package dev.naosu.messages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.cycle.people.Summary;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Wakes somebody by the Events API v2 of PagerDuty: one alert for each incident, which ends when
/// the incident does.
///
/// Source: *Send an alert event*, developer.pagerduty.com.
public final class PagerDutyChannel implements Channel, AutoCloseable {
  public static final String NAME = "pagerduty";
  private static final String WHO = "PagerDuty";

  /// Of a summary.
  private static final int MOST_SUMMARY = 1_024;

  private final ObjectMapper json = new ObjectMapper();
  private final Posting posting = new Posting();
  private final Settings settings;

  /// @param key of the integration
  /// @param tells what wakes somebody
  /// @param installation tells alerts of one naosu from those of another
  public record Settings(String key, Set<Occasion> tells, String installation, String api) {
    public static final String API = "https://events.pagerduty.com/v2/enqueue";

    public Settings {
      tells = Set.copyOf(tells);
    }

    /// Without the key.
    @Override
    public String toString() {
      return "PagerDuty for " + installation;
    }
  }

  public PagerDutyChannel(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Occasion> tells() {
    return settings.tells();
  }

  @Override
  public boolean follows() {
    return true;
  }

  @Override
  public Delivery tell(Notice notice, Before before) throws InterruptedException {
    Occasion occasion = notice.occasion();
    String action =
        occasion.isOver()
            ? "resolve"
            : settings.tells().contains(occasion) ? "trigger" : "acknowledge";
    String alert = "naosu/" + settings.installation() + "/" + notice.name();
    if (action.equals("acknowledge") && before.key().equals(notice.key())) {
      return new Delivery.Done(alert);
    }
    ObjectNode event = event(action, alert);
    if (action.equals("trigger")) {
      event.put("client", "naosu");
      event.put("client_url", notice.link());
      event.putArray("links").addObject().put("href", notice.link()).put("text", "Open in naosu");
      ObjectNode payload =
          payload(event, notice.number() + " " + notice.title() + ": " + notice.verdict());
      payload.put("severity", occasion == Occasion.ASKED ? "warning" : "error");
      payload.put("source", notice.service());
      payload.put("timestamp", notice.changed().toString());
      payload.put("component", notice.service());
      payload.put("group", notice.environment());
      payload.put("class", occasion.word());
      ObjectNode details = payload.putObject("custom_details");
      details.put("began", notice.began().toString());
      notice.card().ifPresent(card -> details.put("fix", card.fix()).put("card", card.seen()));
      put(details, "tried", notice.dossier().tried());
      put(details, "evidence", notice.dossier().evidence());
      put(details, "next", notice.dossier().next());
      notice
          .dossier()
          .ask()
          .ifPresent(ask -> details.put("action", ask.what()).put("decide", ask.link()));
    }
    return send(event, alert);
  }

  private static void put(ObjectNode details, String name, List<String> lines) {
    if (!lines.isEmpty()) {
      lines.forEach(details.putArray(name)::add);
    }
  }

  @Override
  public Delivery summarise(Summary summary) throws InterruptedException {
    String alert = "naosu/" + settings.installation() + "/flood";
    ObjectNode event = event("trigger", alert);
    event.put("client", "naosu");
    event.put("client_url", summary.link());
    ObjectNode payload = payload(event, summary.verdict());
    payload.put("severity", "error");
    payload.put("source", "naosu");
    summary.lines().forEach(payload.putObject("custom_details").putArray("incidents")::add);
    return send(event, alert);
  }

  /// Begins an alert that says it is a test, and ends it.
  @Override
  public Delivery test() throws InterruptedException {
    String alert = "naosu/" + settings.installation() + "/test";
    ObjectNode event = event("trigger", alert);
    ObjectNode payload = payload(event, "naosu can reach you here. This was a test.");
    payload.put("severity", "info");
    payload.put("source", "naosu");
    Delivery begun = send(event, alert);
    return begun instanceof Delivery.Done ? send(event("resolve", alert), alert) : begun;
  }

  private ObjectNode event(String action, String alert) {
    return json.createObjectNode()
        .put("routing_key", settings.key())
        .put("event_action", action)
        .put("dedup_key", alert);
  }

  private static ObjectNode payload(ObjectNode event, String summary) {
    return event
        .putObject("payload")
        .put(
            "summary",
            summary.length() <= MOST_SUMMARY ? summary : summary.substring(0, MOST_SUMMARY));
  }

  private Delivery send(ObjectNode event, String alert) throws InterruptedException {
    return posting.post(
        WHO,
        URI.create(settings.api()),
        event.toString().getBytes(StandardCharsets.UTF_8),
        Map.of(),
        alert);
  }

  @Override
  public void close() {
    posting.close();
  }
}
