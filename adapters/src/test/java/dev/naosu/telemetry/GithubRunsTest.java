package dev.naosu.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded.Understood;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GithubRunsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  private static final String FAILED =
      """
      {"action": "completed",
       "workflow_run": {"id": 30433642, "name": "CI", "head_branch": "main",
         "head_sha": "acb5820ced9479c074f688cc328bf03f341a511d", "run_number": 562, "run_attempt": 1,
         "event": "push", "status": "completed", "conclusion": "failure",
         "display_title": "Update README.md",
         "html_url": "https://github.com/team/shop/actions/runs/30433642",
         "updated_at": "2026-11-28T11:58:00Z", "head_repository": {"full_name": "team/shop"}},
       "workflow": {"id": 1, "name": "CI"}, "repository": {"id": 7, "full_name": "team/shop"},
       "sender": {"login": "octocat"}}
      """;

  private final GithubRuns runs =
      new GithubRuns(new Redaction(false), Map.of("team/shop", new Deployed("the shop", "main")));

  @Test
  void a_run_that_failed_where_the_service_is_deployed_from_is_a_signal() throws IOException {
    Signal signal = signals(FAILED).getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.TEST_FAILURE);
    assertThat(signal.origin())
        .isEqualTo(new Origin("the shop", "acb5820ced9479c074f688cc328bf03f341a511d", "ci"));
    assertThat(signal.failingTests()).isEmpty();
    assertThat(signal.message()).isEqualTo("CI failed on main\nUpdate README.md");
    assertThat(signal.attributes())
        .containsEntry("ci.run.html_url", "https://github.com/team/shop/actions/runs/30433642")
        .containsEntry("ci.branch", "main");
    assertThat(signal.at()).isEqualTo("2026-11-28T11:58:00Z");
  }

  @Test
  void a_delivery_that_comes_again_has_the_same_id_and_a_second_attempt_another()
      throws IOException {
    String id = signals(FAILED).getFirst().id();
    assertThat(signals(FAILED).getFirst().id()).isEqualTo(id);
    assertThat(signals(FAILED.replace("\"run_attempt\": 1", "\"run_attempt\": 2")).getFirst().id())
        .isNotEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"conclusion\": \"failure\" | \"conclusion\": \"success\"",
        "\"conclusion\": \"failure\" | \"conclusion\": \"cancelled\"",
        "\"action\": \"completed\"   | \"action\": \"requested\"",
        "\"head_branch\": \"main\"   | \"head_branch\": \"feature\"",
        "{\"full_name\": \"team/shop\"}} | {\"full_name\": \"stranger/shop\"}}"
      })
  void other_runs_are_taken_and_are_no_signals(String from, String to) throws IOException {
    assertThat(FAILED.replaceAll("\\s+", " ")).contains(from);
    assertThat(signals(FAILED.replaceAll("\\s+", " ").replace(from, to))).isEmpty();
  }

  @Test
  void a_run_that_took_too_long_counts_as_failed() throws IOException {
    assertThat(signals(FAILED.replace("\"failure\"", "\"timed_out\"")).getFirst().message())
        .startsWith("CI timed out on main");
  }

  @Test
  void a_ping_and_other_events_are_answered() throws IOException {
    assertThat(
            ((Understood) runs.decode(received("{\"zen\": \"Design for failure.\"}"), "ping"))
                .signals())
        .isEmpty();
    assertThat(((Understood) runs.decode(received("{}"), "push")).signals()).isEmpty();
  }

  @Test
  void a_repository_that_nobody_named_is_refused_with_the_place_to_name_it() throws IOException {
    assertThat(refused(FAILED.replace("team/shop", "team/other"), "workflow_run"))
        .contains("team/other", "github.services");
  }

  @Test
  void what_is_no_webhook_is_refused() throws IOException {
    assertThat(refused(FAILED, "")).contains("X-GitHub-Event");
    assertThat(refused("{}", "workflow_run")).contains("no workflow_run");
    assertThat(refused("[1, 2]", "workflow_run")).contains("no JSON object");
    assertThat(
            refused(
                FAILED.replace("acb5820ced9479c074f688cc328bf03f341a511d", "a".repeat(300)),
                "workflow_run"))
        .contains("head_sha");
  }

  private List<Signal> signals(String body) throws IOException {
    return ((Understood) runs.decode(received(body), "workflow_run")).signals();
  }

  private String refused(String body, String event) throws IOException {
    return ((Decoded.Refused) runs.decode(received(body), event)).mistakes().toString();
  }

  private static Received received(String body) {
    return Received.of(body.getBytes(UTF_8), "application/json", "", NOW);
  }
}
