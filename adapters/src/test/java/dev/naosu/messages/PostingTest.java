package dev.naosu.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.access.SharedSecret;
import dev.naosu.cycle.people.Channel.Before;
import dev.naosu.cycle.people.Channel.Delivery;
import dev.naosu.cycle.people.Occasion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// PagerDuty and webhooks, over HTTP.
class PostingTest {
  private static final SharedSecret SECRET = new SharedSecret("a secret of the tests");

  private record Got(String body, String time, String signature, String delivery) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private volatile int status = 202;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          got.add(
              new Got(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  String.valueOf(headers.getFirst("X-Naosu-Timestamp")),
                  String.valueOf(headers.getFirst("X-Naosu-Signature-256")),
                  String.valueOf(headers.getFirst("X-Naosu-Delivery"))));
          exchange.getResponseHeaders().add("Retry-After", "21");
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void an_alert_begins_is_acknowledged_and_ends_under_one_name() throws Exception {
    try (PagerDutyChannel channel = pagerDuty()) {
      channel.tell(Notices.notice(Occasion.ESCALATED, "", Optional.empty()), Before.NOTHING);
      channel.tell(Notices.notice(Occasion.UNDER_WAY, "", Optional.empty()), Before.NOTHING);
      channel.tell(Notices.notice(Occasion.HEALED, "", Optional.empty()), Before.NOTHING);
    }
    assertThat(got)
        .extracting(each -> each.json().path("event_action").asText())
        .containsExactly("trigger", "acknowledge", "resolve");
    assertThat(got)
        .extracting(each -> each.json().path("dedup_key").asText())
        .containsOnly("naosu/naosu.example.org/incident-7");
    JsonNode payload = got.getFirst().json().path("payload");
    assertThat(payload.path("summary").asText()).startsWith("#7 shop");
    assertThat(payload.path("source").asText()).isEqualTo("shop");
    assertThat(payload.path("severity").asText()).isEqualTo("error");
    assertThat(got.getFirst().json().path("routing_key").asText()).isEqualTo("the key");
  }

  @Test
  void a_long_summary_is_shortened_as_pagerduty_wants() throws Exception {
    try (PagerDutyChannel channel = pagerDuty()) {
      channel.tell(
          Notices.notice(Occasion.ESCALATED, "x".repeat(3_000), Optional.empty()), Before.NOTHING);
    }
    assertThat(got.getFirst().json().path("payload").path("summary").asText()).hasSize(1_024);
  }

  @Test
  void what_a_webhook_gets_is_signed_with_the_time_and_named() throws Exception {
    try (WebhookChannel channel = webhook()) {
      assertThat(channel.tell(Notices.asking(""), Before.NOTHING))
          .isInstanceOf(Delivery.Done.class);
      channel.tell(Notices.asking(""), Before.NOTHING);
    }
    Got first = got.getFirst();
    byte[] signed = (first.time() + "." + first.body()).getBytes(StandardCharsets.UTF_8);
    assertThat(SECRET.hasSigned(signed, first.signature().replace("sha256=", ""))).isTrue();
    assertThat(first.json().path("occasion").asText()).isEqualTo("asked");
    assertThat(first.json().path("card").path("doubts")).hasSize(1);
    assertThat(got.get(1).delivery()).isEqualTo(first.delivery()).contains("incident-7-asked");
  }

  @Test
  void whoever_is_woken_gets_what_was_tried_and_found() throws Exception {
    try (PagerDutyChannel channel = pagerDuty()) {
      channel.tell(Notices.beyond(""), Before.NOTHING);
    }
    JsonNode details = got.getFirst().json().path("payload").path("custom_details");
    assertThat(details.path("tried")).hasSize(2);
    assertThat(details.path("evidence").path(0).asText()).startsWith("thread-dump: 2 threads");
    assertThat(details.path("next").path(0).asText()).contains("naosu evidence 7");
  }

  @Test
  void a_program_gets_what_runtime_healing_says_and_what_it_asks() throws Exception {
    try (WebhookChannel channel = webhook()) {
      channel.tell(Notices.beyond(""), Before.NOTHING);
      channel.tell(Notices.actionAsked(""), Before.NOTHING);
      channel.tell(Notices.asking(""), Before.NOTHING);
    }
    JsonNode beyond = got.getFirst().json();
    assertThat(beyond.path("type").asText()).isEqualTo("incident");
    assertThat(beyond.path("runtime").path("tried")).hasSize(2);
    assertThat(beyond.path("runtime").path("ask").isNull()).isTrue();
    JsonNode action = got.get(1).json();
    assertThat(action.path("type").asText()).isEqualTo("action");
    assertThat(action.path("action").asLong()).isEqualTo(12);
    assertThat(action.has("incident")).isFalse();
    assertThat(action.path("runtime").path("ask").path("seen").asText())
        .isEqualTo("fedcba9876543210");
    assertThat(action.path("runtime").path("ask").path("approvers").path(0).asText())
        .startsWith("ada");
    assertThat(got.get(1).delivery()).isEqualTo("action-12-asked-fedcba9876543210");
    assertThat(got.get(2).json().path("runtime").isNull()).isTrue();
  }

  @Test
  void a_receiver_that_wants_fewer_or_is_away_or_leads_elsewhere_is_not_done() throws Exception {
    try (WebhookChannel channel = webhook()) {
      status = 429;
      assertThat(channel.test())
          .isEqualTo(new Delivery.NotDone("the receiver answered 429", Duration.ofSeconds(21), ""));
      status = 302;
      assertThat(channel.test()).isInstanceOf(Delivery.NotDone.class);
      assertThat(got).hasSize(2);
      server.stop(0);
      assertThat(channel.test()).isInstanceOf(Delivery.NotDone.class);
    }
  }

  private PagerDutyChannel pagerDuty() {
    return new PagerDutyChannel(
        new PagerDutyChannel.Settings(
            "the key", Occasion.alarming(), "naosu.example.org", address()));
  }

  private WebhookChannel webhook() {
    return new WebhookChannel(
        new WebhookChannel.Settings(
            "audit", URI.create(address()), SECRET, EnumSet.allOf(Occasion.class)),
        () -> Notices.NOON);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }
}
