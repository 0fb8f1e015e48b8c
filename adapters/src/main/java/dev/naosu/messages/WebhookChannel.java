package dev.naosu.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.SharedSecret;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.people.Ask;
import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Dossier;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.cycle.people.Summary;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells a program, by JSON that is signed together with the time.
public final class WebhookChannel implements Channel, AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Posting posting = new Posting();
  private final Settings settings;
  private final InstantSource clock;

  /// @param name as the configuration calls it
  /// @param tells what is sent
  public record Settings(String name, URI url, SharedSecret secret, Set<Occasion> tells) {
    public Settings {
      tells = Set.copyOf(tells);
    }
  }

  public WebhookChannel(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook " + settings.name();
  }

  @Override
  public Set<Occasion> tells() {
    return settings.tells();
  }

  @Override
  public boolean follows() {
    return false;
  }

  @Override
  public Delivery tell(Notice notice, Before before) throws InterruptedException {
    ObjectNode node =
        json.createObjectNode()
            .put("type", notice.incident() < 0 ? "action" : "incident")
            .put("occasion", notice.occasion().word())
            .put(notice.incident() < 0 ? "action" : "incident", Math.abs(notice.incident()))
            .put("service", notice.service())
            .put("environment", notice.environment())
            .put("title", notice.title())
            .put("verdict", notice.verdict())
            .put("wantsSomebody", notice.occasion().wantsSomebody())
            .put("began", notice.began().toString())
            .put("changed", notice.changed().toString())
            .put("link", notice.link());
    notice.card().ifPresentOrElse(card -> node.set("card", card(card)), () -> node.putNull("card"));
    node.set("runtime", runtime(notice.dossier()));
    return send(node, notice.name() + "-" + notice.key());
  }

  private JsonNode runtime(Dossier dossier) {
    if (dossier.equals(Dossier.EMPTY)) {
      return json.nullNode();
    }
    ObjectNode node = json.createObjectNode();
    dossier.tried().forEach(node.putArray("tried")::add);
    dossier.evidence().forEach(node.putArray("evidence")::add);
    dossier.next().forEach(node.putArray("next")::add);
    dossier.ask().ifPresentOrElse(ask -> node.set("ask", ask(ask)), () -> node.putNull("ask"));
    return node;
  }

  private ObjectNode ask(Ask ask) {
    ObjectNode node =
        json.createObjectNode()
            .put("action", ask.action())
            .put("seen", ask.seen())
            .put("what", ask.what())
            .put("why", ask.why())
            .put("undo", ask.undo())
            .put("expires", ask.expires().toString())
            .put("people", ask.quorum().people())
            .put("role", ask.quorum().role().word())
            .put("link", ask.link());
    ask.impact().forEach(node.putArray("impact")::add);
    ask.doubts().forEach(node.putArray("doubts")::add);
    ask.approvers().forEach(node.putArray("approvers")::add);
    return node;
  }

  private ObjectNode card(Card card) {
    ObjectNode node =
        json.createObjectNode()
            .put("seen", card.seen())
            .put("round", card.round())
            .put("fix", card.fix())
            .put("diff", card.diff())
            .put("confidence", card.confidence())
            .put("undo", card.undo())
            .put("people", card.quorum().people())
            .put("role", card.quorum().role().word());
    card.cause().forEach(node.putArray("cause")::add);
    card.proof().forEach(node.putArray("proof")::add);
    card.doubts().forEach(node.putArray("doubts")::add);
    return node;
  }

  @Override
  public Delivery summarise(Summary summary) throws InterruptedException {
    ObjectNode node =
        json.createObjectNode()
            .put("type", "summary")
            .put("verdict", summary.verdict())
            .put("link", summary.link());
    List<Long> numbers = summary.notices().stream().map(Notice::incident).toList();
    numbers.stream().filter(each -> each > 0).forEach(node.putArray("incidents")::add);
    numbers.stream()
        .filter(each -> each < 0)
        .map(each -> -each)
        .forEach(node.putArray("actions")::add);
    return send(node, "summary-" + clock.instant().getEpochSecond());
  }

  @Override
  public Delivery test() throws InterruptedException {
    return send(
        json.createObjectNode()
            .put("type", "test")
            .put("verdict", "naosu can reach you here. This was a test."),
        "test-" + clock.instant().getEpochSecond());
  }

  private Delivery send(ObjectNode node, String delivery) throws InterruptedException {
    byte[] body = node.toString().getBytes(StandardCharsets.UTF_8);
    String time = Long.toString(clock.instant().getEpochSecond());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((time + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    return posting.post(
        "the receiver",
        settings.url(),
        body,
        Map.of(
            "X-Naosu-Timestamp",
            time,
            "X-Naosu-Signature-256",
            "sha256=" + settings.secret().sign(signed.toByteArray()),
            "X-Naosu-Delivery",
            delivery),
        delivery);
  }

  @Override
  public void close() {
    posting.close();
  }
}
