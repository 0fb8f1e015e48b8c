package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.app.web.TestHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreventCommandTest {
  @TempDir private Path place;
  private final TypedLine typed = new TypedLine();
  private Path history;

  @BeforeEach
  void make() {
    history = place.resolve("readings.tsv");
  }

  @Test
  void the_first_look_at_a_disk_says_that_nobody_can_tell_yet() {
    assertThat(run("list", "--disk", place.toString())).isZero();
    assertThat(typed.output())
        .contains("Nothing is needed now", "no forecast yet: 1 measurement", "it needs 8");
    assertThat(history).exists();
  }

  @Test
  void with_a_past_it_tells_a_date_and_a_confidence_and_explains_them() throws Exception {
    filling();
    assertThat(run("list", "--disk", place.toString(), "--json")).isEqualTo(ExitCode.NOT_HEALED);
    JsonNode told = new ObjectMapper().readTree(typed.output());
    assertThat(told.path("schema").asText()).isEqualTo("naosu/prevent/1");
    JsonNode need = told.path("needs").path(0);
    assertThat(need.path("title").asText()).contains("is full about");
    assertThat(need.path("confidence").asDouble()).isGreaterThan(0.5);
    assertThat(Instant.parse(need.path("until").asText())).isAfter(TestHouse.NOON);
    JsonNode outlook = told.path("seen").path(0).path("outlook");
    assertThat(outlook.path("kind").asText()).isEqualTo("reached");
    String name = need.path("name").asText();
    assertThat(run("explain", name, "--disk", place.toString())).isZero();
    assertThat(typed.output())
        .contains("Because", "it grows by", "If not", "whatever writes there fails");
    assertThat(run("explain", "disk-elsewhere", "--disk", place.toString()))
        .isEqualTo(ExitCode.NOT_HEALED);
    assertThat(typed.errors()).contains("naosu prevent list tells them");
  }

  @Test
  void a_plan_has_dates_in_the_windows_that_were_named() throws Exception {
    filling();
    run("plan", "--disk", place.toString(), "--window", "daily 02:00-04:00 UTC");
    assertThat(typed.output())
        .contains("Windows: daily 02:00-04:00 UTC", "29 Nov 2026", "a person does it");
    run("plan", "--disk", place.toString(), "--window", "daily 02:00-04:00 UTC", "--json");
    assertThat(new ObjectMapper().readTree(typed.output()).at("/needs/0/begin").asText())
        .isEqualTo("2026-11-29T02:00:00Z");
    run("plan", "--disk", place.toString());
    assertThat(typed.output()).contains("No maintenance window is named");
  }

  @Test
  void what_only_a_person_can_do_is_said_and_not_done() throws Exception {
    filling();
    run("list", "--disk", place.toString(), "--json");
    String name =
        new ObjectMapper().readTree(typed.output()).path("needs").path(0).path("name").asText();
    assertThat(run("run", name, "--disk", place.toString())).isEqualTo(ExitCode.NOT_HEALED);
    assertThat(typed.output()).contains("a person does it: make room");
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    assertThat(
            typed.run(
                "prevent",
                "predict",
                "x",
                "--window",
                "sometimes",
                "--project",
                "/not/there",
                "--database",
                "mysql://x",
                "--repository",
                "here"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(typed.errors())
        .contains(
            "predict is no verb",
            "--window sometimes",
            "--project /not/there",
            "--database",
            "--repository here");
    assertThat(typed.run("prevent", "explain")).isEqualTo(ExitCode.USAGE);
    assertThat(typed.errors()).contains("the name of a need is missing");
  }

  @Test
  void its_help_teaches() {
    assertThat(typed.run("prevent", "--help")).isZero();
    assertThat(typed.output())
        .contains("naosu prevent plan --window", "explain NEED", "four times out", "Exit codes");
    typed.run("--help");
    assertThat(typed.output()).contains("naosu prevent");
  }

  private int run(String... words) {
    String[] line = new String[words.length + 4];
    line[0] = "prevent";
    System.arraycopy(words, 0, line, 1, words.length);
    line[words.length + 1] = "--quiet";
    line[words.length + 2] = "--history";
    line[words.length + 3] = history.toString();
    return typed.run(line);
  }

  /// A past in which the disk came to where it is now by equal steps, four fifths of them in two
  /// days.
  private void filling() throws IOException {
    var store = Files.getFileStore(place);
    double used = store.getTotalSpace() - store.getUnallocatedSpace();
    double limit = used + store.getUsableSpace();
    // it would be full in two days
    double step = (limit - used) / 48;
    StringBuilder lines = new StringBuilder();
    for (int i = 47; i > 0; i--) {
      lines
          .append(TestHouse.NOON.minus(Duration.ofHours(i)).toEpochMilli())
          .append('\t')
          .append(used - step * i)
          .append("\tdisk:")
          .append(place.toAbsolutePath().normalize())
          .append('\n');
    }
    Files.writeString(history, lines);
  }
}
