package dev.naosu.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Fingerprint;
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

class SarifTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  private static final String RULES =
      """
      {"driver": {"name": "CodeQL", "rules": [
        {"id": "java/null", "helpUri": "https://example.org/null",
         "defaultConfiguration": {"level": "warning"}},
        {"id": "java/sql-injection", "defaultConfiguration": {"level": "error"},
         "properties": {"security-severity": "8.8"}},
        {"id": "java/style", "defaultConfiguration": {"level": "note"},
         "messageStrings": {"long": {"text": "{0} is longer than {1}"}}}]}}
      """;

  private static final String NULL =
      result("java/null", "the price may be null", "src/main/java/shop/Cart.java", 36, "x: \"9a\"");

  private static final String SQL =
      result("java/sql-injection", "password=hunter2 is joined", "src/Db.java", 7, "");

  private final Sarif sarif = new Sarif(new Redaction(false));

  @Test
  void a_finding_is_a_signal_with_its_rule_and_place() throws IOException {
    Signal signal = signals(log(NULL)).getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.FINDING);
    assertThat(signal.origin()).isEqualTo(new Origin("shop", "1f3a", "ci"));
    assertThat(signal.message())
        .isEqualTo("java/null at src/main/java/shop/Cart.java:36\nthe price may be null");
    assertThat(signal.attributes())
        .containsEntry("finding.rule", "java/null")
        .containsEntry("finding.level", "warning")
        .containsEntry("finding.place", "src/main/java/shop/Cart.java:36")
        .containsEntry("finding.tool", "CodeQL")
        .containsEntry("finding.help", "https://example.org/null")
        .containsEntry("findings.of", "1");
    assertThat(Fingerprint.of(signal).title())
        .isEqualTo("java/null at src/main/java/shop/Cart.java:36");
  }

  @Test
  void the_worst_come_first_and_secrets_are_taken_out() throws IOException {
    List<Signal> signals = signals(log(NULL + "," + SQL));
    assertThat(signals)
        .extracting(signal -> signal.attributes().get("finding.rule"))
        .containsExactly("java/sql-injection", "java/null");
    assertThat(signals.getFirst().message()).contains("password=[secret]");
  }

  @Test
  void a_finding_stays_the_same_when_its_line_and_the_version_move() throws IOException {
    Signal before = signals(log(NULL)).getFirst();
    Signal after =
        ((Understood) sarif.decode(received(log(NULL.replace("36", "41"))), "shop", "2b", "ci"))
            .signals()
            .getFirst();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(Fingerprint.of(after).value()).isEqualTo(Fingerprint.of(before).value());
    Signal moved = signals(log(SQL.replace(": 7", ": 9"))).getFirst();
    assertThat(moved.id()).isEqualTo(signals(log(SQL)).getFirst().id());
  }

  @Test
  void findings_of_one_rule_in_one_file_are_told_apart_by_the_analyser() throws IOException {
    List<Signal> signals = signals(log(NULL + "," + NULL.replace("9a", "9b") + "," + NULL));
    assertThat(signals).extracting(Signal::id).hasSize(2).doesNotHaveDuplicates();
    assertThat(signals).extracting(each -> Fingerprint.of(each).value()).doesNotHaveDuplicates();
  }

  @Test
  void notes_what_passed_what_was_let_be_and_what_is_gone_are_no_signals() throws IOException {
    assertThat(
            signals(
                log(
                    String.join(
                        ",",
                        NULL.replace("java/null", "java/style"),
                        NULL.replace("{\"ruleId\"", "{\"kind\": \"pass\", \"ruleId\""),
                        NULL.replace("{\"ruleId\"", "{\"level\": \"none\", \"ruleId\""),
                        NULL.replace("{\"ruleId\"", "{\"baselineState\": \"absent\", \"ruleId\""),
                        NULL.replace(
                            "{\"ruleId\"",
                            "{\"suppressions\": [{\"kind\": \"inSource\"}], \"ruleId\"")))))
        .isEmpty();
  }

  @Test
  void rules_may_stand_behind_results_and_be_named_by_number() throws IOException {
    String body =
        """
        {"runs": [{"results": [{"ruleIndex": 2, "level": "error",
            "message": {"id": "long", "arguments": ["Cart", "$1 {1}"]},
            "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]}],
          "artifacts": [{"location": {"uri": "src/Cart.java"}}], "tool": %s}],
         "version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json"}
        """
            .formatted(RULES);
    assertThat(signals(body).getFirst().message())
        .isEqualTo("java/style at src/Cart.java\nCart is longer than $1 {1}");
  }

  @Test
  void of_a_large_report_the_worst_hundred_are_kept_and_the_rest_is_counted() throws IOException {
    String many =
        IntStream.range(0, 250)
            .mapToObj(i -> result("java/null", "null", "src/C" + i + ".java", i, ""))
            .collect(Collectors.joining(","));
    Understood understood =
        (Understood) sarif.decode(received(log(many + "," + SQL)), "shop", "", "ci");
    assertThat(understood.signals()).hasSize(Sarif.MOST_KEPT);
    assertThat(understood.rejected()).isEqualTo(151);
    assertThat(understood.signals().getFirst().attributes())
        .containsEntry("finding.rule", "java/sql-injection")
        .containsEntry("findings.of", "251");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\": \"2.1.0\"}",
        "{\"version\": \"1.0.0\", \"runs\": []}",
        "{\"runs\": []}",
        "{\"version\": \"2.1.0\", \"runs\": [7]}",
        "{\"version\": \"2.1.0\", \"runs\": [{\"results\": [{\"ruleId\": \"x\""
      })
  void what_is_no_whole_log_of_version_2_1_0_is_refused_with_a_remedy(String body)
      throws IOException {
    assertThat(((Decoded.Refused) sarif.decode(received(body), "shop", "", "")).mistakes())
        .isNotEmpty()
        .allSatisfy(mistake -> assertThat(mistake.remedy()).contains("as analysers write it"));
  }

  @Test
  void what_is_nested_too_deeply_is_refused() throws IOException {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(
            sarif.decode(
                received(log("{\"ruleId\": \"x\", \"properties\": " + deep + "}")), "shop", "", ""))
        .isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void without_a_service_the_query_is_named_as_remedy() throws IOException {
    assertThat(
            ((Decoded.Refused) sarif.decode(received(log(NULL)), "", "", ""))
                .mistakes()
                .getFirst()
                .remedy())
        .contains("?service=");
  }

  private static String log(String results) {
    return "{\"$schema\": \"x\", \"version\": \"2.1.0\", \"runs\": [{\"tool\": "
        + RULES
        + ", \"results\": ["
        + results
        + "]}]}";
  }

  private static String result(String rule, String text, String file, int line, String partial) {
    return """
    {"ruleId": "%s", "message": {"text": "%s"}, "locations": [{"physicalLocation":
      {"artifactLocation": {"uri": "%s"}, "region": {"startLine": %d}}}],
     "partialFingerprints": {%s}}\
    """
        .formatted(rule, text, file, line, partial.replace("x:", "\"x\":"));
  }

  private List<Signal> signals(String body) throws IOException {
    return ((Understood) sarif.decode(received(body), "shop", "1f3a", "ci")).signals();
  }

  private static Received received(String body) {
    return Received.of(body.getBytes(UTF_8), "application/sarif+json", "", NOW);
  }
}
