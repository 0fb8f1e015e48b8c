package dev.naosu.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded.Understood;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertmanagerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  private static final String FIRING =
      """
      {"status": "firing",
       "labels": {"alertname": "HighLatency", "job": "shop", "env": "production",
                  "instance": "a3:8080", "api_key": "k-4711"},
       "annotations": {"summary": "slow answers", "description": "p99 is 3.2 s, password=hunter2"},
       "startsAt": "2026-11-28T11:58:00.5Z", "endsAt": "0001-01-01T00:00:00Z",
       "generatorURL": "http://prometheus:9090/graph?g0.expr=up", "fingerprint": "c0ffee"}
      """;

  private final Alertmanager alerts = new Alertmanager(new Redaction(false), AlertLabels.usual());

  @Test
  void an_alert_that_fires_says_that_a_service_is_unwell() throws IOException {
    Signal signal = understood(body(FIRING)).signals().getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.HEALTH);
    assertThat(signal.origin()).isEqualTo(new Origin("shop", "", "production"));
    assertThat(signal.at()).isEqualTo("2026-11-28T11:58:00.5Z");
    assertThat(signal.message())
        .isEqualTo("HighLatency: slow answers\np99 is 3.2 s, password=[secret]");
    assertThat(signal.attributes())
        .containsEntry("alert.fingerprint", "c0ffee")
        .containsEntry("alert.generatorURL", "http://prometheus:9090/graph?g0.expr=up")
        .containsEntry("label.instance", "a3:8080")
        .containsEntry("label.api_key", "[secret]");
  }

  @Test
  void what_is_repeated_has_one_id_and_what_fires_anew_another() throws IOException {
    String id = understood(body(FIRING)).signals().getFirst().id();
    assertThat(understood(body(FIRING.replace("3.2 s", "4.1 s"))).signals().getFirst().id())
        .isEqualTo(id);
    assertThat(understood(body(FIRING.replace("11:58", "11:59"))).signals().getFirst().id())
        .isNotEqualTo(id);
  }

  @Test
  void an_alert_that_is_over_is_taken_and_is_no_signal() throws IOException {
    Understood understood = understood(body(FIRING.replace("firing", "resolved")));
    assertThat(understood.signals()).isEmpty();
    assertThat(understood.rejected()).isZero();
  }

  @Test
  void the_labels_that_name_the_service_can_be_chosen() throws IOException {
    Alertmanager other =
        new Alertmanager(
            new Redaction(false),
            new AlertLabels(List.of("team", "instance"), List.of(), List.of()));
    assertThat(other.decode(received(body(FIRING))))
        .isInstanceOfSatisfying(
            Understood.class,
            understood ->
                assertThat(understood.signals().getFirst().origin())
                    .isEqualTo(new Origin("a3:8080", "", "")));
  }

  @Test
  void of_several_alerts_those_that_can_be_read_are_taken() throws IOException {
    Understood understood = understood(body(FIRING + "," + FIRING.replace("\"job\"", "\"jobs\"")));
    assertThat(understood.signals()).hasSize(1);
    assertThat(understood.rejected()).isEqualTo(1);
  }

  @Test
  void an_alert_of_no_service_is_refused_with_the_labels_that_would_name_it() throws IOException {
    assertThat(refused(body(FIRING.replace("\"job\"", "\"jobs\""))))
        .contains("$.alerts[0].labels", "service, app, job");
  }

  @Test
  void more_labels_than_are_kept_do_no_harm() throws IOException {
    String many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "\"l" + i + "\": \"" + "x".repeat(20) + "\"")
            .collect(Collectors.joining(", "));
    Signal signal =
        understood(body(FIRING.replace("\"api_key\": \"k-4711\"", many))).signals().getFirst();
    assertThat(signal.attributes()).hasSizeLessThanOrEqualTo(64).containsKey("alert.fingerprint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"version\": \"3\", \"alerts\": []}",
        "{\"version\": \"4\"}",
        "{\"version\": \"4\", \"alerts\": [{}]}",
        "{\"version\": \"4\", \"alerts\": [7]}"
      })
  void what_is_no_webhook_of_version_4_is_refused_with_a_remedy(String body) throws IOException {
    assertThat(refused(body)).contains("docs/webhooks.md");
  }

  private static String body(String alerts) {
    return "{\"version\": \"4\", \"groupKey\": \"{}\", \"status\": \"firing\", \"receiver\":"
        + " \"naosu\", \"alerts\": ["
        + alerts
        + "]}";
  }

  private Understood understood(String body) throws IOException {
    return (Understood) alerts.decode(received(body));
  }

  private String refused(String body) throws IOException {
    return ((Decoded.Refused) alerts.decode(received(body))).mistakes().toString();
  }

  private static Received received(String body) {
    return Received.of(body.getBytes(UTF_8), "application/json", "", NOW);
  }
}
