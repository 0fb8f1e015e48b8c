package dev.naosu.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.naosu.app.runtime.RunbookReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The schema for editors and the reader say the same.
class RunbookSchemaTest {
  private static final Path FILE = Path.of("..", "docs", "runbook.schema.json");
  private static final String GOOD =
      """
      runbook: mine
      title: Mine
      for: [disk]
      when: [disk.used > 85 for 2m]
      evidence: [disk-usage]
      steps:
        - action: disk.clean
          component: logs
          with: {delete-after: 7d}
          within: 2m
      helped: [disk.used < 80]
      """;

  private final RunbookReader reader = new RunbookReader(Known.withoutCatalogue());

  @Test
  void all_that_come_along_fit_both() throws IOException {
    for (Runbooks.Entry each : Runbooks.builtIn(reader)) {
      assertThat(isValid(each.text())).as(each.runbook().name()).isTrue();
    }
    assertThat(isValid(GOOD)).isTrue();
    assertThat(isRead(GOOD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runbook: mine|runbook: Mine!",
        "title: Mine|other: Mine",
        "[disk]|[disc]",
        "[disk]|[]",
        "disk.used > 85 for 2m|disk.used = 85",
        "disk.used > 85 for 2m|disk.used > much",
        "[disk-usage]|[screenshot]",
        "disk.clean|rm -rf",
        "component: logs|component: ../logs",
        "within: 2m|within: soon",
        "{delete-after: 7d}|[7d]",
        "helped: [disk.used < 80]|helped: []",
        "helped: [disk.used < 80]|#",
        "steps:|step:",
      })
  void what_one_refuses_the_other_refuses(String change) throws IOException {
    String[] parts = change.split("\\|", -1);
    assertThat(GOOD).contains(parts[0]);
    String bad = GOOD.replace(parts[0], parts[1]);

    assertThat(isRead(bad)).as("read: " + bad).isFalse();
    assertThat(isValid(bad)).as("valid: " + bad).isFalse();
  }

  @Test
  void both_know_the_same_words() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(Files.readString(FILE)).path("properties");

    assertThat(words(schema.path("for").path("items"))).isEqualTo(new TreeSet<>(Known.KINDS));
    assertThat(words(schema.path("evidence").path("items")))
        .isEqualTo(new TreeSet<>(Known.EVIDENCE));
    assertThat(words(schema.path("steps").path("items").path("properties").path("action")))
        .isEqualTo(new TreeSet<>(Known.withoutCatalogue().actions().keySet()));
  }

  private static Set<String> words(JsonNode node) {
    List<String> words = new ArrayList<>();
    node.path("enum").forEach(each -> words.add(each.asText()));
    return new TreeSet<>(words);
  }

  private boolean isRead(String text) {
    return reader.read("mine.yml", text) instanceof Reading.Good;
  }

  private static boolean isValid(String text) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE), InputFormat.JSON);
    String json = new YAMLMapper().readTree(text).toString();
    return schema.validate(json, InputFormat.JSON).isEmpty();
  }
}
