package dev.naosu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `docs/events.md`, its schema and the code say the same.
class EventSchemaTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");

  @Test
  void the_examples_of_the_page_are_taken() throws IOException {
    List<String> examples =
        Pattern.compile("(?s)```json\n(.*?)```")
            .matcher(Files.readString(DOCS.resolve("events.md")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(examples).hasSize(3);
    for (String example : examples) {
      assertThat(schema().validate(example, InputFormat.JSON)).as(example).isEmpty();
      assertThat(decoded(example)).as(example).isInstanceOf(Decoded.Understood.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "[[]]",
        "{\"service\":\" \",\"kind\":\"health\",\"message\":\"m\"}",
        "{\"service\":\"a\\nb\",\"kind\":\"health\",\"message\":\"m\"}",
        "{\"service\":\"a\",\"kind\":\"oops\",\"message\":\"m\"}",
        "{\"service\":\"a\",\"kind\":\"health\"}",
        "{\"service\":\"a\",\"kind\":\"health\",\"message\":\"m\",\"more\":1}",
        "{\"service\":\"a\",\"kind\":\"health\",\"message\":\"m\",\"attributes\":{\"a\":[]}}",
        "{\"service\":\"a\",\"kind\":\"health\",\"message\":\"m\",\"failingTests\":[\"A#b\"]}",
        "{\"service\":\"a\",\"kind\":\"test-failure\",\"message\":\"m\"}",
        "{\"service\":\"a\",\"kind\":\"request\"}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/\"}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"get\",\"path\":\"/\",\"answer\":{\"status\":200}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/a b\",\"answer\":{\"status\":200}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/a#b\",\"answer\":{\"status\":200}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/a?b\",\"answer\":{\"status\":200}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/\",\"answer\":{\"status\":42}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/\",\"body\":\"\",\"bodyBase64\":\"\",\"answer\":{\"status\":200}}}",
        "{\"service\":\"a\",\"kind\":\"request\",\"request\":{\"method\":\"GET\",\"path\":\"/\",\"headers\":{\"a b\":\"c\"},\"answer\":{\"status\":200}}}"
      })
  void what_the_schema_refuses_the_code_refuses_too(String event) throws IOException {
    assertThat(schema().validate(event, InputFormat.JSON)).as(event).isNotEmpty();
    assertThat(decoded(event)).as(event).isInstanceOf(Decoded.Refused.class);
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(DOCS.resolve("events.schema.json")), InputFormat.JSON);
  }

  private static Decoded decoded(String event) throws IOException {
    return new EventJson(new Redaction(false))
        .decode(Received.of(event.getBytes(StandardCharsets.UTF_8), "application/json", "", NOW));
  }
}
